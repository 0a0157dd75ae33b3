package io.tidemark.spark.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Offsets as Spark's Kafka source writes them, {@code {"topic":{"0":17}}}. */
public final class SourceOffsets {
  private static final JsonMapper JSON = new JsonMapper();

  private SourceOffsets() {}

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static Map<TopicPartition, Long> read(String offsets) {
    try {
      Map<TopicPartition, Long> partitions = new HashMap<>();
      for (Map.Entry<String, JsonNode> topic : JSON.readTree(offsets).properties()) {
        for (Map.Entry<String, JsonNode> one : topic.getValue().properties()) {
          partitions.put(
              new TopicPartition(topic.getKey(), Integer.parseInt(one.getKey())),
              one.getValue().asLong());
        }
      }
      return partitions;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected offsets of a Kafka source: " + offsets, e);
    }
  }
}
