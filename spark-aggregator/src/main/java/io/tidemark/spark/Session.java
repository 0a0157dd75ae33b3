package io.tidemark.spark;

import org.apache.spark.sql.SparkSession;

/** Opens Spark with the settings that the job's results depend on. */
public final class Session {
  /** Some kilobytes each. */
  private static final int MOST_SKETCHES = 4096;

  private Session() {}

  /**
   * @param shufflePartitions of the aggregation; a checkpoint keeps the number it began with
   */
  public static SparkSession open(String name, int shufflePartitions) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName(name)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", String.valueOf(shufflePartitions))
            // of groups with sketches, before Spark begins to sort them; it allows 128
            .config("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", MOST_SKETCHES);
    if (System.getProperty("spark.master") == null) {
      // started without spark-submit: one process, no web server
      builder.master("local[*]").config("spark.ui.enabled", "false");
    }
    return builder.getOrCreate();
  }
}
