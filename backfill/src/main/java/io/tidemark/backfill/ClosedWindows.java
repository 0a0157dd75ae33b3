package io.tidemark.backfill;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicReader;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Derives the closed windows from the aggregated topic: the watermark has passed every window that
 * ends no later than a window in the topic.
 */
public final class ClosedWindows implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaBroker broker;
  private final String topic;
  private final TopicReader reader;
  private final Map<Integer, Long> offsets = new TreeMap<>();
  private Instant latestEnd;

  /**
   * Reads the aggregated topic.
   *
   * @param kafka the settings of a Kafka client, the brokers' address among them
   * @throws UserError when it cannot be read
   */
  public ClosedWindows(StreamDefinition definition, Properties kafka) {
    broker = new KafkaBroker(kafka);
    topic = definition.aggregated().topic();
    reader = broker.reader(topic);
    try {
      readOn();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The end of the latest window in the topic; empty when there is none. */
  public Optional<Instant> latestEnd() {
    return Optional.ofNullable(latestEnd);
  }

  /**
   * Reads from the last position to the current end of the topic.
   *
   * @return the offset after the last record of each partition that has one
   */
  public Map<Integer, Long> readOn() {
    try {
      reader.readOn(broker.topic(topic), this::track);
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    return Map.copyOf(offsets);
  }

  private void track(ConsumerRecord<byte[], byte[]> row) {
    // not the consumer's position, which is past the marker of a transaction
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
      // not a row of a window; the audit reports it
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
