package io.tidemark.generator.run;

import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** The progress of a run, readable by other threads. */
public final class RunProgress {
  /** The value for no event time: no reading has one this early. */
  private static final long NONE = Long.MIN_VALUE;

  /** The sources of the metrics; null before the run begins. */
  private record Parts(ReadingSender sender, RunAccounting account) {}

  private volatile Parts parts;
  private final AtomicLong eventTime = new AtomicLong(NONE);

  /** Marks the start of the run. */
  public void begin(ReadingSender sender, RunAccounting account) {
    parts = new Parts(sender, account);
  }

  /**
   * Records the event time of a sent reading.
   *
   * @param time epoch milliseconds
   */
  public void at(long time) {
    // avoids the fence of a volatile write, which would cost time for every reading
    eventTime.setRelease(time);
  }

  /** The event time of the last reading, epoch milliseconds; {@code otherwise} before the first. */
  public long eventTime(long otherwise) {
    long time = eventTime.get();
    return time == NONE ? otherwise : time;
  }

  /**
   * Registers the metrics that every run has.
   *
   * @param progress from 0 to 1, or NaN when unknown
   */
  public void show(Metrics metrics, DoubleSupplier progress) {
    metrics.show(Metric.READINGS_SENT, () -> parts == null ? 0 : parts.sender().acknowledged());
    metrics.show(Metric.READINGS_FAILED, () -> parts == null ? 0 : parts.sender().failures());
    metrics.showEach(
        Metric.FAULTS,
        () -> parts == null ? RunAccounting.NOTHING_ATTEMPTED : parts.account().attempted());
    metrics.show(
        Metric.EVENT_TIME, () -> eventTime.get() == NONE ? Double.NaN : eventTime.get() / 1000.0);
    metrics.show(Metric.RUN_PROGRESS, progress);
  }
}
