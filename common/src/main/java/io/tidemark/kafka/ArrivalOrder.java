package io.tidemark.kafka;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Merges the partitions of a topic by record timestamp. Within a partition, records keep the order
 * of their offsets: a record whose timestamp is lower than an earlier one follows directly after
 * it.
 */
final class ArrivalOrder {
  private static final class Source {
    private final int partition;
    private final Queue<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
    private long latest = Long.MIN_VALUE;

    Source(int partition) {
      this.partition = partition;
    }

    int partition() {
      return partition;
    }

    /** The effective arrival time of the next record: at least that of the records before it. */
    long arrival() {
      return Math.max(latest, records.element().timestamp());
    }

    ConsumerRecord<byte[], byte[]> next() {
      latest = arrival();
      return records.remove();
    }
  }

  private final Map<Integer, Source> sources = new HashMap<>();

  private static final Comparator<Source> BY_ARRIVAL =
      Comparator.comparingLong(Source::arrival).thenComparingInt(Source::partition);

  /** The sources that have records. */
  private final PriorityQueue<Source> heads = new PriorityQueue<>(BY_ARRIVAL);

  void add(ConsumerRecord<byte[], byte[]> record) {
    Source source = sources.computeIfAbsent(record.partition(), Source::new);
    source.records.add(record);
    if (source.records.size() == 1) {
      heads.add(source);
    }
  }

  /** The number of buffered records of a partition. */
  int waiting(int partition) {
    Source source = sources.get(partition);
    return source == null ? 0 : source.records.size();
  }

  /**
   * Passes on every record that no later record can precede.
   *
   * @param awaited partitions that will have more records; when empty, all records are passed on
   */
  void pass(Set<Integer> awaited, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    if (awaited.stream().anyMatch(partition -> waiting(partition) == 0)) {
      return;
    }
    while (!heads.isEmpty()) {
      Source first = heads.remove();
      Source second = heads.peek();
      // a batch of a producer has one time of arrival, so the next record is mostly of this source
      do {
        to.accept(first.next());
      } while (!first.records.isEmpty()
          && (second == null || BY_ARRIVAL.compare(first, second) < 0));
      if (!first.records.isEmpty()) {
        heads.add(first);
      } else if (awaited.contains(first.partition)) {
        return;
      }
    }
  }
}
