package io.tidemark.spark.watermark;

import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;

/**
 * Spark's watermark of the query that the current thread executes, epoch milliseconds. Spark raises
 * it after an epoch to the greatest event time minus the delay, and logs it with the next epoch
 * after the source has planned that. So what a source sets while it plans an epoch is the watermark
 * of that epoch, also when the epoch is executed again.
 */
final class QueryWatermark {
  private QueryWatermark() {}

  static long get() {
    return query().watermarkTracker().currentWatermark();
  }

  static void set(long watermark) {
    query().watermarkTracker().setWatermark(watermark);
  }

  private static MicroBatchExecution query() {
    SparkSession session = SparkSession.active();
    String id = session.sparkContext().getLocalProperty(StreamExecution.QUERY_ID_KEY());
    return (MicroBatchExecution)
        ((org.apache.spark.sql.classic.SparkSession) session)
            .sharedState()
            .activeStreamingQueries()
            .get(UUID.fromString(id));
  }
}
