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

/** A consumer of one partition, and what it has fetched and not yet given away. */
final class PartitionConsumer {
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Duration patience;
  private RecordSlice fetched = RecordSlice.NOTHING;

  /** No record that was not given away lies before it; -1 before the first range. */
  private long position = -1;

  /** The end of the range. */
  private long until;

  /** Where the consumer will go on: between the last fetched record and this there is none. */
  private long fetchedUntil;

  /**
   * @param patience how long records may take to come that the partition is said to have
   */
  PartitionConsumer(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, Duration patience) {
    this.consumer = consumer;
    this.partition = partition;
    this.patience = patience;
    consumer.assign(List.of(partition));
  }

  /**
   * Begins with a range of offsets. One that begins where the range before it ended goes on with
   * what is there.
   *
   * @param from the first, or one of the names that Spark's source leaves to the tasks of a batch
   * @param until behind the last, or such a name
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
   * The next records of the range, as many as one poll brings. Offsets without a record are passed
   * over: those of transactions' ends, for one.
   *
   * @return none when the range has no more
   * @throws IllegalStateException when the partition has the next offset no more
   * @throws TimeoutException when the partition does not reach the end of the range
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
      fetched = new RecordSlice(consumer.poll(patience).records(partition));
      fetchedUntil = consumer.position(partition);
    } catch (OffsetOutOfRangeException e) {
      // without Kafka's words as its cause, which say less and would be told instead
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
              .formatted(partition, Durations.format(patience), before, until));
    }
  }

  /** There is nothing to wait for: no offset is committed. */
  void close() {
    try {
      consumer.close(Duration.ZERO);
    } catch (KafkaException e) {
      // an interrupted task closes it too, and what it was doing has failed already
    }
  }
}
