package io.tidemark.spark.source;

import io.tidemark.model.definition.Durations;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.spark.sql.kafka010.KafkaOffsetRangeLimit;

/** A consumer of one partition with a buffer of fetched records. */
final class PartitionConsumer {
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Duration timeout;
  private RecordSlice fetched = RecordSlice.NOTHING;

  /** The offset after the last record returned; -1 before the first range. */
  private long position = -1;

  /** The end of the range, exclusive. */
  private long until;

  /**
   * The offset of the next fetch; there is no record between the last fetched one and this offset.
   */
  private long fetchedUntil;

  /**
   * @param timeout the longest wait of one poll for records that exist according to the plan
   */
  PartitionConsumer(Consumer<byte[], byte[]> consumer, TopicPartition partition, Duration timeout) {
    this.consumer = consumer;
    this.partition = partition;
    this.timeout = timeout;
    consumer.assign(List.of(partition));
  }

  /**
   * Starts a range of offsets. If it starts where the previous range ended, buffered records are
   * used.
   *
   * @param from the first offset, or a symbolic offset (earliest, latest) that a batch resolves in
   *     its tasks
   * @param until the offset after the last, or a symbolic offset
   */
  void begin(long from, long until) {
    long first = offset(from);
    this.until = offset(until);
    if (first != position) {
      consumer.seek(partition, first);
      fetched = RecordSlice.NOTHING;
      fetchedUntil = first;
      position = first;
    }
  }

  private long offset(long planned) {
    if (planned == KafkaOffsetRangeLimit.EARLIEST()) {
      return consumer.beginningOffsets(List.of(partition)).get(partition);
    }
    if (planned == KafkaOffsetRangeLimit.LATEST()) {
      return consumer.endOffsets(List.of(partition)).get(partition);
    }
    return planned;
  }

  /**
   * The next records of the range, at most those of one poll. Offsets without a record, such as
   * transaction markers, are skipped.
   *
   * @return an empty slice at the end of the range
   * @throws IllegalStateException when the partition no longer has the next offset
   * @throws TimeoutException when a poll returns no records before the end of the range
   */
  RecordSlice next() {
    while (fetched.isEmpty() && fetchedUntil < until) {
      fetch();
    }
    RecordSlice next = fetched.below(until);
    fetched = fetched.after(next);
    position = next.isEmpty() ? until : next.get(next.size() - 1).offset() + 1;
    return next;
  }

  private void fetch() {
    long before = fetchedUntil;
    try {
      fetched = new RecordSlice(consumer.poll(timeout).records(partition));
      fetchedUntil = consumer.position(partition);
    } catch (OffsetOutOfRangeException e) {
      // without a cause: the root cause is what gets reported, and Kafka's message says less
      throw new IllegalStateException(
          ("offset %d of %s is gone: the partition has %d to %d now, so readings were deleted before"
                  + " they were aggregated; to go on with what is left, begin anew with another"
                  + " checkpoint, and keep the topic for longer")
              .formatted(
                  before,
                  partition,
                  offset(KafkaOffsetRangeLimit.EARLIEST()),
                  offset(KafkaOffsetRangeLimit.LATEST())));
    }
    if (fetchedUntil == before) {
      throw new TimeoutException(
          ("%s brought nothing in %s, from offset %d on, and should have records to %d: is its"
                  + " broker reachable, or has the partition lost its end?")
              .formatted(partition, Durations.format(timeout), before, until));
    }
  }

  /** Closes without waiting, because no offset is committed. */
  void close() {
    try {
      consumer.close(Duration.ZERO);
    } catch (KafkaException e) {
      // an interrupted task also closes the consumer; the task has already failed
    }
  }
}
