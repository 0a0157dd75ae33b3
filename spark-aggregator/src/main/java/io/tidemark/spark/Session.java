package io.tidemark.spark;

import io.tidemark.spark.source.RecordsByReference;
import org.apache.spark.sql.classic.SparkSession;
import scala.runtime.BoxedUnit;

/** Opens a Spark session with the settings on which the results of the job depend. */
public final class Session {
  /** The most groups with sketches in a hash aggregation; a sketch takes some kilobytes. */
  private static final int MOST_SKETCHES = 4096;

  private static final String NEVER = "3650d";

  private Session() {}

  /**
   * @param shufflePartitions partitions of the aggregation; a checkpoint keeps its first number
   */
  public static SparkSession open(String name, int shufflePartitions) {
    SparkSession.Builder builder = builder(name, shufflePartitions);
    String master = System.getProperty("spark.master");
    if (master == null || master.matches("local(\\[.*)?")) {
      // The only executor is this process. Spark would give it up when the process was paused, and
      // end the process ten minutes later, because that executor cannot register again.
      builder.config("spark.storage.blockManagerHeartbeatTimeoutMs", NEVER);
    }
    if (master == null) {
      // started without spark-submit: one process, no web server
      builder.master("local[*]").config("spark.ui.enabled", "false");
    }
    return builder.getOrCreate();
  }

  /**
   * The settings alone, for a session that is opened in another way. The general {@code
   * SparkSession.builder()} looks for its implementation by Scala's reflection, which takes 0.3
   * seconds of each start.
   */
  static SparkSession.Builder builder(String name, int shufflePartitions) {
    return SparkSession.builder()
        .appName(name)
        .withExtensions(
            extensions -> {
              RecordsByReference.addTo(extensions);
              return BoxedUnit.UNIT;
            })
        .config("spark.sql.session.timeZone", "UTC")
        // as in JSON, Kafka and Druid: a definition may have the fields t and T
        .config("spark.sql.caseSensitive", "true")
        .config("spark.sql.shuffle.partitions", String.valueOf(shufflePartitions))
        // groups with sketches before Spark falls back to a sort; its default is 128
        .config("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", MOST_SKETCHES);
  }
}
