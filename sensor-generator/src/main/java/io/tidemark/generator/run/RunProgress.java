package io.tidemark.generator.run;

import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** How far a run has come, for another thread to look at. */
public final class RunProgress {
  /** No event time, for no reading has one that is so early. */
  private static final long NONE = Long.MIN_VALUE;

  /** Who knows; null before the run begins. */
  private record Parts(RawSender sender, RunAccounting account) {}

  private volatile Parts parts;
  private final AtomicLong eventTime = new AtomicLong(NONE);

  /** The run begins. */
  public void begin(RawSender sender, RunAccounting account) {
    parts = new Parts(sender, account);
  }

  /**
   * A reading was sent.
   *
   * @param time epoch milliseconds
   */
  public void at(long time) {
    // without the fence of a volatile write, for which every reading would pay
    eventTime.setRelease(time);
  }

  /** Event time of the last reading, epoch milliseconds, or the other one if there was none. */
  public long eventTime(long otherwise) {
    long time = eventTime.get();
    return time == NONE ? otherwise : time;
  }

  /**
   * Shows the numbers that every run has.
   *
   * @param progress from 0 to 1, or not a number when nobody knows
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
