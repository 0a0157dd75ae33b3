package io.tidemark.spark.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * Bounds an epoch to a number of records. Partitions that are furthest behind in event time come
 * first; those that are about as far behind share in proportion to their unread records, so that a
 * backlog of equal partitions is read in the order of event time.
 *
 * @param equal event times that are not further apart are taken as equal, milliseconds
 */
record EpochPlan(long equal) {
  private record Backlog(TopicPartition partition, long records, long time) {}

  /**
   * Where the next epoch ends.
   *
   * @param mostRecords of the epoch, by their offsets, at least 1
   * @param begins the offset after the last record that was read, of each partition
   * @param ends the offsets after the last record of the same partitions
   * @param greatest the greatest event time that was read from a partition, epoch milliseconds
   * @return the end of each partition, at most that of {@code ends}
   */
  Map<TopicPartition, Long> ends(
      long mostRecords,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      ToLongFunction<TopicPartition> greatest) {
    List<Backlog> unread = new ArrayList<>();
    ends.forEach(
        (partition, end) -> {
          long records = end - begins.get(partition);
          if (records > 0) {
            unread.add(new Backlog(partition, records, greatest.applyAsLong(partition)));
          }
        });
    if (unread.stream().mapToLong(Backlog::records).sum() <= mostRecords) {
      return ends;
    }
    Map<TopicPartition, Long> bounded = new HashMap<>(begins);
    long left = mostRecords;
    while (left > 0 && !unread.isEmpty()) {
      List<Backlog> next = furthestBehind(unread);
      left -= share(next, left, bounded);
      unread.removeAll(next);
    }
    return bounded;
  }

  private List<Backlog> furthestBehind(List<Backlog> unread) {
    long least = unread.stream().mapToLong(Backlog::time).min().orElseThrow();
    // without an overflow, as partitions that were never read have the least number
    return unread.stream()
        .filter(one -> one.time() - equal <= least || one.time() == least)
        .toList();
  }

  /** Adds at most so many records, and at least one of each while there are any. */
  private static long share(List<Backlog> of, long most, Map<TopicPartition, Long> ends) {
    long all = of.stream().mapToLong(Backlog::records).sum();
    double part = Math.min(1, (double) most / all);
    long taken = 0;
    for (Backlog one : of) {
      long records = Math.max(1, (long) (one.records() * part));
      records = Math.min(records, Math.min(one.records(), most - taken));
      ends.merge(one.partition(), records, Long::sum);
      taken += records;
    }
    return taken;
  }
}
