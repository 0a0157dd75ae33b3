package io.tidemark.spark.watermark;

/**
 * Spark's watermark of the query that the current thread executes, epoch milliseconds. Spark raises
 * it after an epoch to the greatest event time minus the delay, and logs it with the next epoch
 * after the source has planned that. So what a source sets while it plans an epoch is the watermark
 * of that epoch, also when the epoch is executed again.
 */
final class QueryWatermark {
  private QueryWatermark() {}

  static long get() {
    return RunningQuery.current().watermarkTracker().currentWatermark();
  }

  static void set(long watermark) {
    RunningQuery.current().watermarkTracker().setWatermark(watermark);
  }
}
