package io.tidemark.spark.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.lake.TableLayout;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * The offsets up to which the records of a topic are in a table. The table keeps them in a
 * property, which changes in the same commit as the rows.
 *
 * @param next the offset after the last archived record of each partition; a partition that no
 *     epoch has read is missing
 */
record ArchivedOffsets(SortedMap<Integer, Long> next) {
  /** The table property: {@code {"0":17,"1":12}}. */
  static final String PROPERTY = TableLayout.OFFSETS;

  /**
   * The table property with the id of the topic, which a topic that is made again does not have.
   */
  static final String TOPIC_ID = TableLayout.TOPIC_ID;

  static final ArchivedOffsets NONE = new ArchivedOffsets(new TreeMap<>());

  /** Spark's number for the earliest offset. */
  private static final long EARLIEST = -2;

  private static final JsonMapper JSON = new JsonMapper();

  /** The offsets of a table as it was last loaded; none before its first epoch. */
  static ArchivedOffsets of(Table table) {
    return of(table.properties());
  }

  static ArchivedOffsets of(Map<String, String> properties) {
    String text = properties.get(PROPERTY);
    return text == null ? NONE : ofPartitions(parse(text));
  }

  /**
   * The offsets that Spark's Kafka source has for one topic.
   *
   * @param json {@code {"topic":{"0":17}}}
   */
  static ArchivedOffsets ofSource(String json) {
    JsonNode topics = parse(json);
    if (topics.size() != 1) {
      throw new IllegalArgumentException("expected the offsets of one topic: " + json);
    }
    return ofPartitions(topics.iterator().next());
  }

  private static ArchivedOffsets ofPartitions(JsonNode partitions) {
    SortedMap<Integer, Long> next = new TreeMap<>();
    partitions
        .properties()
        .forEach(one -> next.put(Integer.valueOf(one.getKey()), one.getValue().asLong()));
    return new ArchivedOffsets(next);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected offsets by partition: " + json, e);
    }
  }

  /** As the property has it. */
  String json() {
    return write(next);
  }

  /**
   * As the source takes it. A partition without an offset begins at its earliest record.
   *
   * @param partitions the number of partitions that the topic has
   */
  String startingOffsets(String topic, int partitions) {
    SortedMap<Integer, Long> from = new TreeMap<>(next);
    for (int partition = 0; partition < partitions; partition++) {
      from.putIfAbsent(partition, EARLIEST);
    }
    return write(Map.of(topic, from));
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
