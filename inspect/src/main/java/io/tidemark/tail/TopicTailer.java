package io.tidemark.tail;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.ReadToEnds;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the partitions that a topic has at the start, and outputs the selected records. If records
 * are deleted before they are read, the partition continues with the first available one.
 */
final class TopicTailer {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final Predicate<ConsumerRecord<byte[], byte[]>> wanted;
  private final long limit;
  private final ReadToEnds ends;
  private long read;
  private long shown;

  /**
   * Sets the start offset in each partition.
   *
   * @param backlog how many offsets before the end to start: 0 for the end, {@link Long#MAX_VALUE}
   *     for the beginning
   * @param limit the maximum number of records to output
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
    Map<TopicPartition, Long> offsets = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      consumer.seek(partition, Math.max(begins.get(partition), offsets.get(partition) - backlog));
    }
    ends = new ReadToEnds(consumer, offsets);
  }

  /**
   * Outputs records until the limit is reached.
   *
   * @param goesOn evaluated after each poll; false ends the loop
   */
  void follow(RecordOutput output, BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean() && shown < limit) {
      for (ConsumerRecord<byte[], byte[]> record : poll(() -> consumer.poll(POLL))) {
        show(record, output);
      }
    }
  }

  /**
   * Outputs records up to the end offsets that the partitions had at construction, or until the
   * limit is reached.
   *
   * @throws UserError when no records arrive for {@link ReadToEnds#SILENCE}
   */
  void readToTheEnds(RecordOutput output, BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean() && shown < limit && !ends.isDone()) {
      for (ConsumerRecord<byte[], byte[]> record : poll(ends::poll)) {
        if (ends.covers(record)) {
          show(record, output);
        }
      }
    }
  }

  /** The number of records shown and read. */
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

  private Iterable<ConsumerRecord<byte[], byte[]>> poll(
      Supplier<ConsumerRecords<byte[], byte[]>> next) {
    try {
      return next.get();
    } catch (OffsetOutOfRangeException e) {
      consumer.seekToBeginning(e.partitions());
      return List.of();
    }
  }
}
