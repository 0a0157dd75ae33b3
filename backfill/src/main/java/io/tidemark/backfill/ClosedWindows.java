package io.tidemark.backfill;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.RetryableException;
import io.tidemark.supervisor.StreamTopics;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the aggregated topic tells of closed windows: the watermark has passed every window that
 * ends no later than one that is in the topic.
 */
public final class ClosedWindows implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Properties kafka;
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Map<Integer, Long> offsets = new TreeMap<>();
  private Instant latestEnd;

  /**
   * Reads the aggregated topic.
   *
   * @param kafka the settings of a Kafka client, the brokers' address among them
   * @throws UserError when it cannot be read
   */
  public ClosedWindows(StreamDefinition definition, Properties kafka) {
    this.kafka = kafka;
    topic = definition.aggregated().topic();
    int count = KafkaTopics.describe(kafka, topic).partitions().size();
    partitions = IntStream.range(0, count).mapToObj(p -> new TopicPartition(topic, p)).toList();
    try {
      consumer =
          new KafkaConsumer<>(
              StreamTopics.reading(kafka),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (KafkaException e) {
      throw KafkaTopics.unreachable(kafka, e);
    }
    readOn();
  }

  /** The end of the latest window in the topic; empty when there is none. */
  public Optional<Instant> latestEnd() {
    return Optional.ofNullable(latestEnd);
  }

  /**
   * Reads on to the topic's end as it is now.
   *
   * @return the offset after the last record of each partition that has one
   */
  public Map<Integer, Long> readOn() {
    try {
      StreamTopics.read(consumer, partitions, this::isOneToStopAt);
    } catch (RetryableException e) {
      throw new UserError(e.getMessage() + "; look at the broker", e);
    } catch (KafkaException e) {
      throw KafkaTopics.unreachable(kafka, e);
    }
    return Map.copyOf(offsets);
  }

  private boolean isOneToStopAt(ConsumerRecord<byte[], byte[]> row) {
    // not the consumer's position, which is after the mark of a transaction that nobody is given
    offsets.put(row.partition(), row.offset() + 1);
    try {
      String end =
          JSON.readTree(row.value() == null ? new byte[0] : row.value())
              .path(StreamDefinition.WINDOW_END)
              .asText();
      Instant found = Instant.parse(end);
      if (latestEnd == null || found.isAfter(latestEnd)) {
        latestEnd = found;
      }
    } catch (IOException | DateTimeException e) {
      // no row of a window, which the audit tells
    }
    return false;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
