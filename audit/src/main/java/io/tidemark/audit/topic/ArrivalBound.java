package io.tidemark.audit.topic;

import io.tidemark.model.definition.StreamDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many readings of each window are behind what arrived before them, in any partition. A reading
 * is behind if the end of its window (when the definition deduplicates: its event time) is at most
 * the greatest event time of what arrived before it, minus the delay.
 *
 * <p>"Arrived before" is read from the records' timestamps. Where they are equal, every record with
 * the same timestamp is taken to have come before, which can only raise the bound. Records that the
 * job diverts to the dead-letter topic never reach the watermark and do not count. One thing is
 * assumed: that timestamps give the order of arrival from partition to partition, as they do with
 * {@code message.timestamp.type=LogAppendTime}. With the producers' timestamps the order is that of
 * sending, and a late reading that was on its way for long may be called lost.
 */
final class ArrivalBound {
  private final StreamDefinition definition;
  private final StreamDefinition.Aggregated aggregated;
  private final long length;
  private final long slide;
  private final long delay;

  private final SortedMap<Long, Long> behind = new TreeMap<>();
  private long greatest = Long.MIN_VALUE;

  /** Readings with the last timestamp, by the time that the watermark must not have reached. */
  private final Map<Long, Long> undecided = new HashMap<>();

  private long arrived = Long.MIN_VALUE;
  private long lastLimit;
  private long lastLimits;

  ArrivalBound(StreamDefinition definition) {
    this.definition = definition;
    aggregated = definition.aggregated();
    length = aggregated.window().toMillis();
    slide = aggregated.slide().toMillis();
    delay = aggregated.watermark().toMillis();
  }

  /** One that knows what this one has seen, and has no reading. */
  ArrivalBound withoutReadings() {
    ArrivalBound other = new ArrivalBound(definition);
    other.greatest = greatest;
    other.arrived = arrived;
    return other;
  }

  /** One that knows what {@link #counts} has given. */
  static ArrivalBound of(StreamDefinition definition, TopicCounts.Arrival before) {
    ArrivalBound bound = new ArrivalBound(definition);
    bound.behind.putAll(before.behind());
    bound.greatest = before.greatest();
    bound.arrived = before.arrived();
    bound.undecided.putAll(before.undecided());
    return bound;
  }

  /** All that it knows. */
  TopicCounts.Arrival counts() {
    Map<Long, Long> waiting = new HashMap<>(undecided);
    if (lastLimits > 0) {
      waiting.merge(lastLimit, lastLimits, Long::sum);
    }
    return new TopicCounts.Arrival(new TreeMap<>(behind), greatest, arrived, waiting);
  }

  /**
   * Something that moves the watermark and is not counted.
   *
   * @param timestamp of the record; one below an earlier record's is taken to be equal to it
   * @param time the event time; all in epoch milliseconds
   */
  void move(long timestamp, long time) {
    if (timestamp > arrived) {
      decide(behind);
      undecided.clear();
      lastLimits = 0;
      arrived = timestamp;
    }
    greatest = Math.max(greatest, time);
  }

  /** A reading that counts; the same units. */
  void add(long timestamp, long time) {
    move(timestamp, time);
    if (aggregated.deduplicate()) {
      await(time);
      return;
    }
    long end = aggregated.windowStart(time) + length;
    for (int window = aggregated.overlap(); window > 0; window--) {
      await(end);
      end -= slide;
    }
  }

  private void await(long limit) {
    if (lastLimits > 0 && limit != lastLimit) {
      undecided.merge(lastLimit, lastLimits, Long::sum);
      lastLimits = 0;
    }
    lastLimit = limit;
    lastLimits++;
  }

  /** The readings of each window that are behind, by its start; no window has 0. */
  SortedMap<Long, Long> behind() {
    // more readings with the last timestamp may still arrive
    SortedMap<Long, Long> now = new TreeMap<>(behind);
    decide(now);
    return now;
  }

  /** The watermark is here at most, epoch milliseconds; {@link Long#MIN_VALUE} before all. */
  long watermark() {
    return greatest == Long.MIN_VALUE ? greatest : greatest - delay;
  }

  private void decide(Map<Long, Long> into) {
    decide(lastLimit, lastLimits, into);
    undecided.forEach((limit, readings) -> decide(limit, readings, into));
  }

  private void decide(long limit, long readings, Map<Long, Long> into) {
    if (readings > 0 && limit <= watermark()) {
      long[] starts =
          aggregated.deduplicate() ? aggregated.windowStarts(limit) : new long[] {limit - length};
      for (long start : starts) {
        into.merge(start, readings, Long::sum);
      }
    }
  }
}
