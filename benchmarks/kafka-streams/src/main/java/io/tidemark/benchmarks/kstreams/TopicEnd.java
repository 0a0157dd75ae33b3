package io.tidemark.benchmarks.kstreams;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How many records a topic has got, whether or not they are still there. */
final class TopicEnd implements AutoCloseable {
  /** What a measurement may be wrong by; a look takes about a millisecond. */
  private static final long MILLIS_BETWEEN = 20;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

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
   * Waits until the topic has got so many.
   *
   * @throws UserError when two minutes pass without any
   */
  void await(long records) {
    long last = records();
    long lastChange = System.nanoTime();
    for (long now = last; now < records; now = records()) {
      if (now != last) {
        last = now;
        lastChange = System.nanoTime();
      } else if (System.nanoTime() - lastChange > PATIENCE.toNanos()) {
        throw new UserError(
            String.format(
                "no window came for %d s, and %,d of them are missing",
                PATIENCE.toSeconds(), records - now));
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
