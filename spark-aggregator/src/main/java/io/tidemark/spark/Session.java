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
    SparkSession.Builder builder = builder(name, shufflePartitions);
    if (System.getProperty("spark.master") == null) {
      // started without spark-submit: one process, no web server
      builder.master("local[*]").config("spark.ui.enabled", "false");
    }
    return builder.getOrCreate();
  }

  /** The settings alone, for a session that is opened in another way. */
  static SparkSession.Builder builder(String name, int shufflePartitions) {
    return SparkSession.builder()
        .appName(name)
        .config("spark.sql.session.timeZone", "UTC")
        // as in JSON, Kafka and Druid: a definition may have the fields t and T
        .config("spark.sql.caseSensitive", "true")
        .config("spark.sql.shuffle.partitions", String.valueOf(shufflePartitions))
        // of groups with sketches, before Spark begins to sort them; it allows 128
        .config("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", MOST_SKETCHES);
  }
}
