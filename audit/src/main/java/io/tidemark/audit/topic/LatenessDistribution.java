package io.tidemark.audit.topic;

import io.tidemark.audit.station.Lateness;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How far readings come behind later ones, and which watermark delay would keep them. Of readings
 * in different partitions with the same timestamp none counts as the earlier one. Heartbeats do not
 * count: they are ahead on purpose. The percentiles are exact to three digits.
 */
final class LatenessDistribution {
  private static final double MOST = 99.9;

  private static final class Partition {
    private long greatest = Long.MIN_VALUE;
  }

  private final StreamDefinition.Aggregated aggregated;

  /** From the start of the last window of a reading to the end of its first one. */
  private final long firstEnd;

  private final Map<Integer, Partition> partitions = new HashMap<>();

  /** Milliseconds of those that are behind, and the delays that would have kept their windows. */
  private final ValueHistogram behind = new ValueHistogram();

  private final ValueHistogram delays = new ValueHistogram();
  private long inOrder;
  private long max;

  private long timestamp = Long.MIN_VALUE;
  private long greatestBefore = Long.MIN_VALUE;
  private long greatest = Long.MIN_VALUE;

  LatenessDistribution(StreamDefinition definition) {
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
    behind.add(before - time);
    max = Math.max(max, before - time);
    // to keep its window open, the watermark must be before its end
    long limit = aggregated.deduplicate() ? time : aggregated.windowStart(time) + firstEnd;
    delays.add(readable(Math.max(0, before - limit + 1)).toMillis());
  }

  /** All that was counted. */
  TopicCounts.Lateness counts() {
    Map<Integer, Long> greatestOfEach = new HashMap<>();
    partitions.forEach((number, partition) -> greatestOfEach.put(number, partition.greatest));
    return new TopicCounts.Lateness(
        greatestOfEach,
        behind.counters(),
        delays.counters(),
        inOrder,
        max,
        timestamp,
        greatestBefore,
        greatest);
  }

  /** Counts on from what {@link #counts} has given; before the first reading. */
  void continueFrom(TopicCounts.Lateness before) {
    before
        .partitions()
        .forEach(
            (number, greatestOfOne) -> {
              Partition partition = new Partition();
              partition.greatest = greatestOfOne;
              partitions.put(number, partition);
            });
    behind.add(before.behind());
    delays.add(before.delays());
    inOrder = before.inOrder();
    max = before.max();
    timestamp = before.timestamp();
    greatestBefore = before.greatestBefore();
    greatest = before.greatest();
  }

  Lateness report() {
    // what was added is a whole number of units, so it is at the lower end of its step
    long delay = delays.percentile(MOST, inOrder).lowest();
    return new Lateness(
        behind.total(),
        percentile(50),
        percentile(99),
        percentile(MOST),
        max,
        Durations.format(aggregated.watermark()),
        Durations.format(readable(delay)));
  }

  private long percentile(double percent) {
    return Math.min(max, behind.percentile(percent, inOrder).highest());
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
