package io.tidemark.tail;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Raw records: readings, decoded as in the aggregation, and heartbeats. */
final class RawRecordFormat implements RecordFormat {
  /** In heartbeats. */
  private static final String NONE = "-";

  private static final String NULL = "null";

  private final StreamDefinition.Raw raw;
  private final RawDecoder decoder;
  private final Reading reading;

  RawRecordFormat(StreamDefinition.Raw raw) {
    this.raw = raw;
    decoder = new RawDecoder(raw);
    reading = raw.newReading();
  }

  @Override
  public List<TableColumn> columns() {
    return raw.fields().stream()
        .map(
            field ->
                switch (field.type()) {
                  case TIMESTAMP -> TableColumn.instant(field.name());
                  case INT, DECIMAL -> TableColumn.number(field.name(), 10);
                  case STRING, BOOLEAN -> TableColumn.text(field.name(), 20);
                })
        .toList();
  }

  @Override
  public int keyWidth() {
    return 12;
  }

  @Override
  public Line line(ConsumerRecord<byte[], byte[]> record) {
    String problem = decoder.decode(record.value(), record.timestamp(), reading);
    if (problem != null) {
      return Line.malformed(problem, record.value());
    }
    List<String> cells = new ArrayList<>();
    for (Field field : raw.fields()) {
      int place = cells.size();
      if (field.type() == FieldType.TIMESTAMP) {
        cells.add(TableColumn.instant(reading.number(place)));
      } else if (reading.heartbeat()) {
        cells.add(NONE);
      } else {
        cells.add(reading.isNull(place) ? NULL : text(place, field));
      }
    }
    return new Line(cells, reading.heartbeat() ? StreamDefinition.HEARTBEAT : null);
  }

  @Override
  public void write(ConsumerRecord<byte[], byte[]> record, JsonGenerator json) throws IOException {
    String problem = decoder.decode(record.value(), record.timestamp(), reading);
    if (problem != null) {
      RecordFormat.writeMalformed(problem, record.value(), json);
      return;
    }
    json.writeObjectFieldStart("value");
    for (int place = 0; place < raw.fields().size(); place++) {
      Field field = raw.fields().get(place);
      if (reading.heartbeat() && field.type() != FieldType.TIMESTAMP) {
        continue;
      }
      json.writeFieldName(field.name());
      if (reading.isNull(place)) {
        json.writeNull();
        continue;
      }
      switch (field.type()) {
        case STRING -> json.writeString(reading.text(place));
        case INT, DECIMAL -> json.writeNumber(number(place, field));
        case BOOLEAN -> json.writeBoolean(reading.number(place) != 0);
        case TIMESTAMP -> write(reading.number(place), field.format(), json);
      }
    }
    if (reading.heartbeat()) {
      json.writeBooleanField(StreamDefinition.HEARTBEAT, true);
    }
    json.writeEndObject();
  }

  /** Writes an event time in the definition's format. */
  private static void write(long millis, TimeFormat format, JsonGenerator json) throws IOException {
    if (format.isNumber()) {
      json.writeNumber(format.toNumber(millis));
    } else {
      json.writeString(Instant.ofEpochMilli(millis).toString());
    }
  }

  private String text(int place, Field field) {
    return switch (field.type()) {
      case STRING -> reading.text(place);
      case BOOLEAN -> String.valueOf(reading.number(place) != 0);
      case INT, DECIMAL, TIMESTAMP -> number(place, field);
    };
  }

  /** A number with all its decimal places. */
  private String number(int place, Field field) {
    return BigDecimal.valueOf(reading.number(place), field.scale()).toPlainString();
  }
}
