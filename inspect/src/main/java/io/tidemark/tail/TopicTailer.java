package io.tidemark.tail;

import io.tidemark.cli.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads on in the partitions that a topic has at the beginning, and shows what is wanted. A
 * partition whose records are deleted before they are read goes on with the first that is left.
 */
final class TopicTailer {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private final Predicate<ConsumerRecord<byte[], byte[]>> wanted;
  private final long limit;
  private final Map<TopicPartition, Long> ends;
  private long read;
  private long shown;

  /**
   * Takes its place in each partition.
   *
   * @param backlog how many offsets before the end to begin with: 0 for the end, {@link
   *     Long#MAX_VALUE} for the beginning
   * @param limit how many records to show
   */
  TopicTailer(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      long backlog,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted,
      long limit) {
    this.consumer = consumer;
    this.wanted = wanted;
    this.limit = limit;
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      consumer.seek(partition, Math.max(begins.get(partition), ends.get(partition) - backlog));
    }
  }

  /**
   * Shows records until the limit is reached.
   *
   * @param goesOn asked after each step; false ends it
   */
  void follow(RecordOutput output, BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean() && shown < limit) {
      for (ConsumerRecord<byte[], byte[]> record : poll()) {
        show(record, output);
      }
    }
  }

  /**
   * Does the same up to the ends that the partitions had when this took its place.
   *
   * @throws UserError when no records come for half a minute
   */
  void readToTheEnds(RecordOutput output, BooleanSupplier goesOn) {
    long left = left();
    long before = System.nanoTime();
    while (goesOn.getAsBoolean() && shown < limit && left > 0) {
      for (ConsumerRecord<byte[], byte[]> record : poll()) {
        if (record.offset() < ends.get(partition(record))) {
          show(record, output);
        }
      }
      long still = left();
      if (still != left) {
        left = still;
        before = System.nanoTime();
      } else if (System.nanoTime() - before > PATIENCE.toNanos()) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "no records come for %d s, %,d before the end; look at the broker",
                PATIENCE.toSeconds(),
                left));
      }
    }
  }

  /** How many records were shown of how many. */
  String summary() {
    return String.format(Locale.ROOT, "%,d of %,d records shown", shown, read);
  }

  private void show(ConsumerRecord<byte[], byte[]> record, RecordOutput output) {
    if (shown == limit) {
      return;
    }
    read++;
    if (wanted.test(record)) {
      output.show(record);
      shown++;
    }
  }

  private Iterable<ConsumerRecord<byte[], byte[]>> poll() {
    try {
      return consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      consumer.seekToBeginning(e.partitions());
      return List.of();
    }
  }

  private long left() {
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      left += Math.max(0, end.getValue() - consumer.position(end.getKey()));
    }
    return left;
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
