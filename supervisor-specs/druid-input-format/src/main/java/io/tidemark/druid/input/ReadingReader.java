package io.tidemark.druid.input;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.druid.data.input.InputEntity;
import org.apache.druid.data.input.InputEntityReader;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.data.input.InputRowListPlusRawValues;
import org.apache.druid.data.input.InputRowSchema;
import org.apache.druid.data.input.impl.MapInputRowParser;
import org.apache.druid.data.input.kafka.KafkaRecordEntity;
import org.apache.druid.indexing.seekablestream.SettableByteEntity;
import org.apache.druid.java.util.common.CloseableIterators;
import org.apache.druid.java.util.common.parsers.CloseableIterator;
import org.apache.druid.java.util.common.parsers.ParseException;

/**
 * Reads one record after the other, each as a new content of the same entity. Not thread-safe, as
 * no reader of Druid is.
 */
final class ReadingReader implements InputEntityReader {
  /** Of a record that does not come from Kafka, as in Druid's sampler of texts. */
  private static final long NO_TIMESTAMP = -1;

  private final List<Field> fields;
  private final RawDecoder decoder;
  private final Reading reading;
  private final InputRowSchema schema;
  private final InputEntity source;

  ReadingReader(StreamDefinition.Raw raw, InputRowSchema schema, InputEntity source) {
    fields = raw.fields();
    decoder = new RawDecoder(raw);
    reading = raw.newReading();
    this.schema = schema;
    this.source = source;
  }

  /**
   * @throws ParseException when the decoder refuses the record, with its reason
   */
  @Override
  public CloseableIterator<InputRow> read() throws IOException {
    List<InputRow> rows = decode() ? List.of(MapInputRowParser.parse(schema, values())) : List.of();
    return CloseableIterators.withEmptyBaggage(rows.iterator());
  }

  @Override
  public CloseableIterator<InputRowListPlusRawValues> sample() throws IOException {
    List<InputRowListPlusRawValues> samples;
    try {
      samples = decode() ? List.of(sampled(values())) : List.of();
    } catch (ParseException e) {
      samples = List.of(InputRowListPlusRawValues.of(Map.of(), e));
    }
    return CloseableIterators.withEmptyBaggage(samples.iterator());
  }

  private InputRowListPlusRawValues sampled(Map<String, Object> values) {
    return InputRowListPlusRawValues.of(MapInputRowParser.parse(schema, values), values);
  }

  /** Returns whether the record is a reading, and not a heartbeat. */
  private boolean decode() throws IOException {
    byte[] value;
    try (InputStream in = source.open()) {
      value = in.readAllBytes();
    }
    String problem = decoder.decode(value, timestamp(), reading);
    if (problem != null) {
      // as an argument: the problem may have any characters
      throw new ParseException(new String(value, StandardCharsets.UTF_8), "%s", problem);
    }
    return !reading.heartbeat();
  }

  private long timestamp() {
    return source instanceof SettableByteEntity<?> settable
            && settable.getEntity() instanceof KafkaRecordEntity kafka
        ? kafka.getRecord().timestamp()
        : NO_TIMESTAMP;
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      values.put(fields.get(i).name(), reading.isNull(i) ? null : value(i));
    }
    return values;
  }

  private Object value(int place) {
    Field field = fields.get(place);
    return switch (field.type()) {
      case TIMESTAMP, INT -> reading.number(place);
      case DECIMAL -> BigDecimal.valueOf(reading.number(place), field.scale()).doubleValue();
      case BOOLEAN -> Boolean.toString(reading.number(place) != 0);
      // through its bytes: half of a pair of surrogates would sort otherwise after it was stored
      case STRING -> new String(reading.utf8(place), StandardCharsets.UTF_8);
    };
  }
}
