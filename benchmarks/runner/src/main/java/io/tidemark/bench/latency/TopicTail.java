package io.tidemark.bench.latency;

import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads records that are committed to the aggregated topic from now on, as soon as they are
 * visible.
 */
final class TopicTail implements Runnable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final StreamDefinition definition;
  private final Properties client;
  private final WindowArrivals arrivals;
  private volatile boolean stop;

  /**
   * @param client settings of a Kafka client, with the address
   */
  TopicTail(StreamDefinition definition, Properties client, WindowArrivals arrivals) {
    this.definition = definition;
    this.client = client;
    this.arrivals = arrivals;
  }

  @Override
  public void run() {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          KafkaTopics.partitions(consumer, definition.aggregated().topic());
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      while (!stop) {
        Iterable<ConsumerRecord<String, byte[]>> rows = consumer.poll(POLL);
        long now = System.currentTimeMillis();
        for (ConsumerRecord<String, byte[]> row : rows) {
          arrivals.add(window(row.key()), now);
        }
      }
    }
  }

  /** The start of a row's window from the end of its key, epoch milliseconds. */
  static long window(String key) {
    return Instant.parse(key.substring(key.lastIndexOf('|') + 1)).toEpochMilli();
  }

  void stop() {
    stop = true;
  }
}
