package io.tidemark.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a topic is read.
 *
 * @param next the offset after the last record of each partition; a partition that was not read is
 *     missing
 */
public record TopicOffsets(SortedMap<Integer, Long> next) {
  /** Nothing is read. */
  public static final TopicOffsets NONE = new TopicOffsets(new TreeMap<>());

  /** The number for the earliest offset, of Kafka's protocol and of Spark's source. */
  private static final long EARLIEST = -2;

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Reads the offsets of one topic.
   *
   * @param json {@code {"0":17,"1":12}}
   * @throws IllegalArgumentException when it is not that
   */
  public static TopicOffsets parse(String json) {
    return ofPartitions(tree(json));
  }

  /**
   * Reads the offsets that Spark's Kafka source has for one topic.
   *
   * @param json {@code {"topic":{"0":17}}}
   * @throws IllegalArgumentException when it is not that, or has several topics
   */
  public static TopicOffsets ofSource(String json) {
    JsonNode topics = tree(json);
    if (topics.size() != 1) {
      throw new IllegalArgumentException("expected the offsets of one topic: " + json);
    }
    return ofPartitions(topics.iterator().next());
  }

  private static TopicOffsets ofPartitions(JsonNode partitions) {
    SortedMap<Integer, Long> next = new TreeMap<>();
    partitions
        .properties()
        .forEach(one -> next.put(Integer.valueOf(one.getKey()), one.getValue().asLong()));
    return new TopicOffsets(next);
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected offsets by partition: " + json, e);
    }
  }

  /**
   * The same, with the earliest offset for each partition that is missing.
   *
   * @param partitions the number of partitions that the topic has
   */
  public TopicOffsets orEarliest(int partitions) {
    SortedMap<Integer, Long> all = new TreeMap<>(next);
    for (int partition = 0; partition < partitions; partition++) {
      all.putIfAbsent(partition, EARLIEST);
    }
    return new TopicOffsets(all);
  }

  /** As {@link #parse} reads them. */
  public String json() {
    return write(next);
  }

  /** As Spark's Kafka source takes them: {@link #ofSource}. */
  public String source(String topic) {
    return write(Map.of(topic, next));
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
