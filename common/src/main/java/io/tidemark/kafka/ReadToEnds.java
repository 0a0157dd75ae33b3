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
 * Polls a consumer until its partitions have come to given ends. It fails when they come no nearer
 * for 30 seconds of polling; there is no limit on the whole. What counts is the consumer's position
 * and not records: the markers of transactions and the records of aborted ones have offsets, too,
 * and are never passed on.
 */
public final class ReadToEnds {
  /** How long a broker may give nothing. */
  public static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final LongSupplier nanoTime;
  private long left = Long.MAX_VALUE;
  private long silentNanos;

  /**
   * @param consumer with these partitions assigned, and a position in each
   * @param ends the offset after the last record to be read of each partition
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

  /** Whether the consumer has come to the end of each partition. */
  public boolean isDone() {
    return left() == 0;
  }

  /** Whether the consumer has come to the end of one partition. */
  boolean isDone(TopicPartition partition) {
    return left(partition) == 0;
  }

  /** Whether a record is before the end of its partition. */
  public boolean covers(ConsumerRecord<?, ?> record) {
    Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
    return end != null && record.offset() < end;
  }

  /**
   * The next records, those behind the ends among them. Time that the caller takes between two
   * calls does not count as silence.
   *
   * @throws UserError when the broker has given nothing for {@link #SILENCE}
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
