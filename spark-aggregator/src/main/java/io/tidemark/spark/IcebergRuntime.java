package io.tidemark.spark;

import io.tidemark.cli.UserError;

/** The library that the archive needs and the other commands do not. */
final class IcebergRuntime {
  private IcebergRuntime() {}

  /**
   * Requires it, before a class is used that needs it.
   *
   * @throws UserError when it is not on the class path
   */
  static void require() {
    try {
      Class.forName("org.apache.iceberg.spark.actions.SparkActions");
    } catch (ClassNotFoundException e) {
      throw new UserError(
          "Iceberg's runtime for Spark is not on the class path: start spark-submit with --packages"
              + " org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:VERSION, see docs/lake.md",
          e);
    }
  }
}
