package io.tidemark.benchmarks.kstreams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;

/** Serializes closed windows to records of the aggregated topic, with Jackson's generator. */
final class WindowRecords {
  private static final JsonFactory JSON = new JsonFactory();

  private final StreamDefinition definition;
  private final WindowShape shape;

  WindowRecords(StreamDefinition definition, WindowShape shape) {
    this.definition = definition;
    this.shape = shape;
  }

  /**
   * The record of a window: key {@code key|window_start}, value JSON in the order of the
   * definition.
   */
  KeyValue<String, byte[]> row(Windowed<Bytes> window, WindowState state) {
    String key = new String(window.key().get(), StandardCharsets.UTF_8);
    String start = window.window().startTime().toString();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField(StreamDefinition.WINDOW_START, start);
      json.writeStringField(StreamDefinition.WINDOW_END, window.window().endTime().toString());
      json.writeFieldName(definition.raw().key().name());
      if (definition.raw().key().type() == FieldType.INT) {
        json.writeNumber(Long.parseLong(key));
      } else {
        json.writeString(key);
      }
      List<Measure> measures = definition.aggregated().measures();
      for (int i = 0; i < measures.size(); i++) {
        json.writeFieldName(measures.get(i).name());
        write(json, measures.get(i), i, state);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return KeyValue.pair(key + "|" + start, bytes.toByteArray());
  }

  private void write(JsonGenerator json, Measure measure, int place, WindowState state)
      throws IOException {
    AggregatedColumn column = measure.column();
    long number = shape.number(state, place);
    if (measure.function() == AggregateFunction.COUNT) {
      json.writeNumber(state.count());
    } else if (measure.function() == AggregateFunction.AVG) {
      json.writeNumber(
          BigDecimal.valueOf(number, measure.field().scale())
              .divide(BigDecimal.valueOf(state.count()), column.scale(), RoundingMode.HALF_UP));
    } else {
      switch (column.type()) {
        case STRING -> json.writeString(state.texts()[place]);
        case INSTANT -> json.writeString(Instant.ofEpochMilli(number).toString());
        case INT -> json.writeNumber(number);
        case DECIMAL -> json.writeNumber(BigDecimal.valueOf(number, column.scale()));
        case HLL, KLL -> throw new IllegalStateException(measure.name() + " is a sketch");
      }
    }
  }
}
