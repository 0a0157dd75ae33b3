package io.tidemark.bench.load;

import io.tidemark.kafka.KafkaTopics;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Readings of a topic, a line each, for tools that send what stands in a file.
 *
 * @param bytes of all readings, line ends not counted
 */
public record PayloadFile(Path file, long readings, long bytes) {

  /** Writes all readings that a topic has now; heartbeats are none. */
  public static PayloadFile write(Properties client, String topic, Path file) throws IOException {
    long readings = 0;
    long bytes = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        BufferedWriter lines = Files.newBufferedWriter(file)) {
      List<TopicPartition> partitions = KafkaTopics.partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (record.key() != null) {
            lines.write(new String(record.value(), StandardCharsets.UTF_8));
            lines.write('\n');
            readings++;
            bytes += record.value().length;
          }
        }
      }
    }
    return new PayloadFile(file, readings, bytes);
  }

  public double bytesOfOne() {
    return (double) bytes / readings;
  }
}
