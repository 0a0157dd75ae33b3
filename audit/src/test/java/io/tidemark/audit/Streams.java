package io.tidemark.audit;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

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
    return windows(length, false);
  }

  /** Windows of a minute in which a reading that comes again counts once. */
  static StreamDefinition deduplicated() {
    return windows(Duration.ofMinutes(1), true);
  }

  private static StreamDefinition windows(Duration length, boolean deduplicate) {
    return new StreamDefinition(
        "sensors",
        new StreamDefinition.Raw("sensors-raw", ENTITY, TIME, List.of(TIME, ENTITY, TEMP)),
        new StreamDefinition.Aggregated(
            "sensors-aggregated",
            length,
            Duration.ofMinutes(3),
            deduplicate,
            List.of(ENTITY),
            List.of(
                new Measure("readings", AggregateFunction.COUNT, null),
                new Measure("total_temp", AggregateFunction.SUM, TEMP))));
  }

  static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  static ConsumerRecord<byte[], byte[]> record(String topic, long offset, String value) {
    return new ConsumerRecord<>(topic, 0, offset, null, bytes(value));
  }

  /** A record with the time at which it arrived, epoch milliseconds. */
  static ConsumerRecord<byte[], byte[]> record(
      int partition, long offset, long arrived, String value) {
    return new ConsumerRecord<>(
        "sensors-raw",
        partition,
        offset,
        arrived,
        TimestampType.LOG_APPEND_TIME,
        -1,
        -1,
        null,
        bytes(value),
        new RecordHeaders(),
        Optional.empty());
  }

  static String reading(long time, int entity, String temp) {
    return "{\"time\":" + time + ",\"entity\":" + entity + ",\"temp\":" + temp + "}";
  }

  static byte[] bytes(String value) {
    return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
  }
}
