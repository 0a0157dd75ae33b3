package io.tidemark.kafka;

import io.tidemark.cli.UserError;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Polls a consumer until its partitions have reached given end offsets. It fails after 30 seconds
 * of polling without progress; the total time has no limit. Progress is measured by the consumer's
 * position, not by records: transaction markers and records of aborted transactions have offsets
 * too, but are never delivered.
 */
public final class ReadToEnds {
  /** The longest polling time without progress. */
  public static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final LongSupplier nanoTime;
  private long left = Long.MAX_VALUE;
  private long silentNanos;

  /**
   * @param consumer with these partitions assigned, and a position in each
   * @param ends by partition, the offset after the last record to read
   */
  public ReadToEnds(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    this(consumer, ends, System::nanoTime);
  }

  ReadToEnds(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, LongSupplier nanoTime) {
    this.consumer = consumer;
    this.ends = Map.copyOf(ends);
    this.nanoTime = nanoTime;
  }

  /** Whether the consumer has reached the end of each partition. */
  public boolean isDone() {
    return left() == 0;
  }

  /** Whether the consumer has reached the end of one partition. */
  boolean isDone(TopicPartition partition) {
    return left(partition) == 0;
  }

  /** Whether a record is before the end of its partition. */
  public boolean covers(ConsumerRecord<?, ?> record) {
    Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
    return end != null && record.offset() < end;
  }

  /**
   * Polls the next records, which may include records past the ends. The time between two calls
   * does not count as silence.
   *
   * @throws UserError after {@link #SILENCE} of polling without progress
   */
  public ConsumerRecords<byte[], byte[]> poll() {
    long begin = nanoTime.getAsLong();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    long now = left();
    silentNanos = now == left ? silentNanos + nanoTime.getAsLong() - begin : 0;
    left = now;
    if (left > 0 && silentNanos >= SILENCE.toNanos()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the topic %s gives no records for %d s, %,d before its end; look at the broker",
              ends.keySet().iterator().next().topic(),
              SILENCE.toSeconds(),
              left));
    }
    return records;
  }

  private long left() {
    return ends.keySet().stream().mapToLong(this::left).sum();
  }

  private long left(TopicPartition partition) {
    return Math.max(0, ends.get(partition) - consumer.position(partition));
  }
}
