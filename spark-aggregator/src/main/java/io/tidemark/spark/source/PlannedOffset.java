package io.tidemark.spark.source;

import io.tidemark.spark.kafka.SourceOffsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.execution.streaming.runtime.SerializedOffset;
import org.apache.spark.sql.kafka010.KafkaSourceOffset;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The end of an epoch: the JSON of Spark's Kafka source, {@code {"topic":{"0":17}}}, and possibly a
 * space after it. Spark plans an epoch when an offset has another text than the one before, so the
 * space asks for an epoch without records.
 */
final class PlannedOffset extends Offset {
  private static final String SPACE = " ";

  private final String json;

  PlannedOffset(String json) {
    this.json = json;
  }

  static PlannedOffset of(Map<TopicPartition, Long> partitions) {
    Map<TopicPartition, Object> offsets = new HashMap<>(partitions);
    return new PlannedOffset(
        new KafkaSourceOffset(
                scala.collection.immutable.Map.from(CollectionConverters.asScala(offsets)))
            .json());
  }

  /** The same offsets with another text. */
  static PlannedOffset another(Offset offset) {
    String json = offset.json();
    return new PlannedOffset(json.endsWith(SPACE) ? json.trim() : json + SPACE);
  }

  /** As Spark's Kafka source has it. */
  static KafkaSourceOffset kafka(Offset offset) {
    return offset instanceof KafkaSourceOffset kafka
        ? kafka
        : KafkaSourceOffset.apply(new SerializedOffset(offset.json()));
  }

  static Map<TopicPartition, Long> partitions(Offset offset) {
    return SourceOffsets.read(offset.json());
  }

  @Override
  public String json() {
    return json;
  }
}
