package io.tidemark.audit.topic;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.DeadRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many readings of each window can have been late, at most. Late readings leave no trace behind
 * Spark; this bound separates them from lost ones. It is computed from the raw topic alone.
 *
 * <p>Spark drops a reading only when the watermark has reached the end of its window (when the
 * definition deduplicates: its event time). The watermark never goes back. When an epoch is planned
 * it is the least, over the partitions that have unread records, of the greatest event time read
 * from each, minus the delay. Let {@code r} be a reading of partition {@code p}, and take each plan
 * up to that of the epoch that reads {@code r}:
 *
 * <ol>
 *   <li>{@code p} has unread records: the watermark is at most the greatest event time before
 *       {@code r} in {@code p}, minus the delay.
 *   <li>{@code p} was read to its end: the other partitions alone decide, and {@code r} had not
 *       arrived yet. The watermark is at most the greatest event time of what arrived before {@code
 *       r} in any partition, minus the delay.
 * </ol>
 *
 * <p>The topic does not tell whether the job had read {@code p} to its end before {@code r} came.
 * So {@link #global} holds for every run, and {@link #partitions}, the smaller one, for a run in
 * which the second case did not occur: one that catches up with a full topic. The first needs
 * timestamps of arrival, see {@link ArrivalBound}; the second only the order within a partition.
 *
 * <p>The order within a partition is not enough in two cases, and {@link #partitions} then takes
 * {@link #global}: after {@link DeadRecords#MOST_OFFSETS} offsets without an event time, where the
 * job no longer waits for the partition; and where the beginning of the partition is deleted, whose
 * event times are not known. What arrived elsewhere before does not replace them, but it is more
 * than the rest of the partition.
 */
final class LateReadingsBound {
  private static final class Partition {
    private long greatest = Long.MIN_VALUE;
    private long lastTimed = -1;
    private boolean global;

    void pass(long offset, long time) {
      lastTimed = offset;
      greatest = Math.max(greatest, time);
    }
  }

  private final StreamDefinition.Aggregated aggregated;
  private final long length;
  private final long slide;
  private final long delay;
  private final List<Partition> partitions = new ArrayList<>();
  private final SortedMap<Long, Long> behind = new TreeMap<>();
  private ArrivalBound all;

  /** Counts the readings of partitions whose own order is not enough; null while there are none. */
  private ArrivalBound others;

  private final StreamDefinition definition;

  LateReadingsBound(StreamDefinition definition) {
    this.definition = definition;
    aggregated = definition.aggregated();
    length = aggregated.window().toMillis();
    slide = aggregated.slide().toMillis();
    delay = aggregated.watermark().toMillis();
    all = new ArrivalBound(definition);
  }

  /** All that it knows. */
  TopicCounts.Bound counts() {
    return new TopicCounts.Bound(
        partitions.stream()
            .map(one -> new TopicCounts.PartitionBound(one.greatest, one.lastTimed, one.global))
            .toList(),
        new TreeMap<>(behind),
        all.counts(),
        others == null ? null : others.counts());
  }

  /** Counts on from what {@link #counts} has given; before the first record. */
  void continueFrom(TopicCounts.Bound before) {
    for (TopicCounts.PartitionBound one : before.partitions()) {
      Partition partition = new Partition();
      partition.greatest = one.greatest();
      partition.lastTimed = one.lastTimed();
      partition.global = one.global();
      partitions.add(partition);
    }
    behind.putAll(before.behind());
    all = ArrivalBound.of(definition, before.all());
    others = before.others() == null ? null : ArrivalBound.of(definition, before.others());
  }

  /** Before the first record of a partition: its first offset that is not deleted. */
  void begin(int partition, long offset) {
    if (offset > 0) {
      decideByArrival(partition(partition));
    }
  }

  /**
   * Something that moves the watermark and is not counted, in the order of arrival.
   *
   * @param timestamp of the record
   * @param time the event time; both in epoch milliseconds
   */
  void move(int partition, long offset, long timestamp, long time) {
    partition(partition).pass(offset, time);
    all.move(timestamp, time);
    if (others != null) {
      others.move(timestamp, time);
    }
  }

  /** A reading that counts; the same units. */
  void add(int partition, long offset, long timestamp, long time) {
    Partition own = partition(partition);
    if (!own.global) {
      decide(own, time);
    }
    own.pass(offset, time);
    all.add(timestamp, time);
    if (own.global) {
      others.add(timestamp, time);
    } else if (others != null) {
      others.move(timestamp, time);
    }
  }

  /** A dead record, which brings no event time. */
  void dead(int partition, long offset) {
    Partition own = partition(partition);
    if (DeadRecords.areTooMany(own.lastTimed, offset)) {
      decideByArrival(own);
    }
  }

  private void decide(Partition own, long time) {
    if (own.greatest == Long.MIN_VALUE) {
      return;
    }
    long watermark = own.greatest - delay;
    if (aggregated.deduplicate()) {
      if (time <= watermark) {
        for (long start : aggregated.windowStarts(time)) {
          behind.merge(start, 1L, Long::sum);
        }
      }
      return;
    }
    long end = aggregated.windowStart(time) + length;
    for (int window = aggregated.overlap(); window > 0; window--) {
      if (end <= watermark) {
        behind.merge(end - length, 1L, Long::sum);
      }
      end -= slide;
    }
  }

  private void decideByArrival(Partition own) {
    own.global = true;
    if (others == null) {
      others = all.withoutReadings();
    }
  }

  private Partition partition(int number) {
    while (partitions.size() <= number) {
      partitions.add(new Partition());
    }
    return partitions.get(number);
  }

  /**
   * The readings of each window that are behind what arrived before them, by its start; no window
   * has 0.
   */
  SortedMap<Long, Long> global() {
    return all.behind();
  }

  /** Those that are behind what is before them in their own partition, in the same form. */
  SortedMap<Long, Long> partitions() {
    SortedMap<Long, Long> now = new TreeMap<>(behind);
    if (others != null) {
      others.behind().forEach((start, more) -> now.merge(start, more, Long::sum));
    }
    return now;
  }

  /** The watermark is here at most, epoch milliseconds; {@link Long#MIN_VALUE} before all. */
  long watermark() {
    return all.watermark();
  }
}
