package io.tidemark.benchmarks.kstreams;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The end offset of a topic over all partitions: the number of records ever written, deleted ones
 * included.
 */
final class TopicEnd implements AutoCloseable {
  /**
   * The poll interval, which bounds the error of a measurement; one poll takes about a millisecond.
   */
  private static final long MILLIS_BETWEEN = 20;

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  TopicEnd(Properties client, String topic) {
    consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    partitions = KafkaTopics.partitions(consumer, topic);
  }

  long records() {
    return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Waits until the topic has a number of records.
   *
   * @throws UserError when two minutes pass without a new record
   */
  void await(long records) {
    long last = records();
    long lastChange = System.nanoTime();
    for (long now = last; now < records; now = records()) {
      if (now != last) {
        last = now;
        lastChange = System.nanoTime();
      } else if (System.nanoTime() - lastChange > TIMEOUT.toNanos()) {
        throw new UserError(
            String.format(
                "no window came for %d s, and %,d of them are missing",
                TIMEOUT.toSeconds(), records - now));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(MILLIS_BETWEEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted", e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
