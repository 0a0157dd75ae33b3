package io.tidemark.tail;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.ValueForm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records of a small stream, and their formatted output. */
final class TailRecords {
  private static final Field TIME = new Field("time", FieldType.TIMESTAMP, 0, null, null);
  private static final Field SENSOR = new Field("sensor", FieldType.STRING, 0, null, null);
  private static final Field TEMP = new Field("temp", FieldType.DECIMAL, 2, null, null);

  static final StreamDefinition STREAM =
      new StreamDefinition(
          "sensors",
          new StreamDefinition.Raw("sensors-raw", SENSOR, TIME, List.of(TIME, SENSOR, TEMP)),
          new StreamDefinition.Aggregated(
              "sensors-aggregated",
              Duration.ofMinutes(1),
              Duration.ofMinutes(3),
              false,
              List.of(SENSOR),
              List.of(
                  new Measure("readings", AggregateFunction.COUNT, null),
                  new Measure("avg_temp", AggregateFunction.AVG, TEMP))));

  /** A temperature and a state that a reading may lack. */
  static final StreamDefinition.Raw OPTIONAL =
      new StreamDefinition.Raw(
          "sensors-raw",
          SENSOR,
          TIME,
          List.of(
              TIME,
              SENSOR,
              optional("temp", FieldType.DECIMAL),
              optional("on", FieldType.BOOLEAN)));

  private static Field optional(String name, FieldType type) {
    ValueForm optional =
        new ValueForm(
            List.of(Location.member(name)), null, true, List.of(), false, false, false, false);
    return new Field(name, type, type == FieldType.DECIMAL ? 2 : 0, null, null, optional, null);
  }

  static final long NOON = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();

  private TailRecords() {}

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  static ConsumerRecord<byte[], byte[]> record(String key, String value) {
    return record(bytes(key), bytes(value));
  }

  static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
    return record(NOON, key, value, new RecordHeaders());
  }

  static ConsumerRecord<byte[], byte[]> deadLetter(String reason, byte[] value) {
    ProducerRecord<byte[], byte[]> sent =
        new DeadLetter("sensors-raw", 3, 17, 1, reason, value).toRecord("sensors-dead-letter");
    return record(NOON, sent.key(), sent.value(), sent.headers());
  }

  static ConsumerRecord<byte[], byte[]> record(
      long timestamp, byte[] key, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        "topic",
        1,
        42,
        timestamp,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }

  /** The header line of the table, and the line of a record. */
  static List<String> table(RecordFormat format, ConsumerRecord<byte[], byte[]> record) {
    return shown(TableRecordOutput::new, format, record);
  }

  static String json(RecordFormat format, ConsumerRecord<byte[], byte[]> record) {
    List<String> lines = shown(JsonRecordOutput::new, format, record);
    if (lines.size() != 1) {
      throw new AssertionError("expected one line, found " + lines);
    }
    return lines.get(0);
  }

  private static List<String> shown(
      BiFunction<RecordFormat, PrintWriter, RecordOutput> output,
      RecordFormat format,
      ConsumerRecord<byte[], byte[]> record) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    output.apply(format, writer).show(record);
    writer.flush();
    return text.toString().lines().toList();
  }
}
