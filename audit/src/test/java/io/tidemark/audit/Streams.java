package io.tidemark.audit;

import io.tidemark.model.Field;
import io.tidemark.model.FieldType;
import io.tidemark.model.Function;
import io.tidemark.model.Measure;
import io.tidemark.model.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A small stream for the tests: windows of a minute by entity, with a sum. */
final class Streams {
  private static final Field TIME = new Field("time", FieldType.TIMESTAMP, 0, null, null);
  private static final Field ENTITY = new Field("entity", FieldType.INT, 0, null, null);
  private static final Field TEMP = new Field("temp", FieldType.DECIMAL, 2, null, null);

  private Streams() {}

  static StreamDefinition minutes() {
    return windows(Duration.ofMinutes(1));
  }

  static StreamDefinition windows(Duration length) {
    return new StreamDefinition(
        "sensors",
        new StreamDefinition.Raw("sensors-raw", ENTITY, TIME, List.of(TIME, ENTITY, TEMP)),
        new StreamDefinition.Aggregated(
            "sensors-aggregated",
            length,
            Duration.ofMinutes(3),
            List.of(ENTITY),
            List.of(
                new Measure("readings", Function.COUNT, null),
                new Measure("total_temp", Function.SUM, TEMP))));
  }

  static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  static ConsumerRecord<byte[], byte[]> record(String topic, long offset, String value) {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(topic, 0, offset, null, bytes);
  }
}
