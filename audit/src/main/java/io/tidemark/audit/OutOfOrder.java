package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Lateness;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How far readings come behind later ones, and which watermark delay that asks for. Of readings in
 * different partitions with the same timestamp none counts as the earlier one. Heartbeats do not
 * count: they are ahead on purpose. The percentiles are exact to three digits.
 */
final class OutOfOrder {
  private static final int DIGITS = 3;
  private static final double MOST = 99.9;

  private static final class Partition {
    private long greatest = Long.MIN_VALUE;
  }

  private final StreamDefinition.Aggregated aggregated;

  /** From the start of the last window of a reading to the end of its first one. */
  private final long firstEnd;

  private final Map<Integer, Partition> partitions = new HashMap<>();

  /** Milliseconds of those that are behind, and the delays that would have kept their windows. */
  private final Histogram behind = new Histogram(DIGITS);

  private final Histogram delays = new Histogram(DIGITS);
  private long inOrder;
  private long max;

  private long timestamp = Long.MIN_VALUE;
  private long greatestBefore = Long.MIN_VALUE;
  private long greatest = Long.MIN_VALUE;

  OutOfOrder(StreamDefinition definition) {
    aggregated = definition.aggregated();
    firstEnd = aggregated.slide().toMillis();
  }

  /**
   * The next reading by order of arrival.
   *
   * @param arrived the record's timestamp
   * @param time the event time; both in epoch milliseconds
   */
  void add(int partition, long arrived, long time) {
    if (arrived > timestamp) {
      timestamp = arrived;
      greatestBefore = greatest;
    }
    Partition own = partitions.computeIfAbsent(partition, ignored -> new Partition());
    long before = Math.max(greatestBefore, own.greatest);
    own.greatest = Math.max(own.greatest, time);
    greatest = Math.max(greatest, time);
    if (time >= before) {
      inOrder++;
      return;
    }
    behind.recordValue(before - time);
    max = Math.max(max, before - time);
    // to keep its window open, the watermark must be before its end
    long limit = aggregated.deduplicate() ? time : aggregated.windowStart(time) + firstEnd;
    delays.recordValue(readable(Math.max(0, before - limit + 1)).toMillis());
  }

  Lateness report() {
    Histogram needed = withInOrder(delays);
    // what was recorded is whole and lies in the same step of the histogram, above its lower end
    long delay = needed.lowestEquivalentValue(percentile(needed, MOST));
    Histogram all = withInOrder(behind);
    return new Lateness(
        behind.getTotalCount(),
        Math.min(max, percentile(all, 50)),
        Math.min(max, percentile(all, 99)),
        Math.min(max, percentile(all, MOST)),
        max,
        Durations.format(aggregated.watermark()),
        Durations.format(readable(delay)));
  }

  private Histogram withInOrder(Histogram of) {
    Histogram all = of.copy();
    all.recordValueWithCount(0, inOrder);
    return all;
  }

  private static long percentile(Histogram of, double percent) {
    return of.getTotalCount() == 0 ? 0 : of.getValueAtPercentile(percent);
  }

  /** Rounded up to whole tenths of a second, seconds, minutes or hours, whichever come next. */
  static Duration readable(long millis) {
    long unit = 3_600_000;
    if (millis < 1_000) {
      unit = 100;
    } else if (millis < 60_000) {
      unit = 1_000;
    } else if (millis < 3_600_000) {
      unit = 60_000;
    }
    return Duration.ofMillis(-Math.floorDiv(-millis, unit) * unit);
  }
}
