package io.tidemark.druid.input;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.druid.data.input.InputEntity;
import org.apache.druid.data.input.InputRowSchema;

/** Reads the readings of a raw topic. A record that the decoder refuses has its reason. */
final class ReadingReader extends RecordReader {
  private final List<Field> fields;
  private final RawDecoder decoder;
  private final Reading reading;

  ReadingReader(StreamDefinition.Raw raw, InputRowSchema schema, InputEntity source) {
    super(schema, source);
    fields = raw.fields();
    decoder = new RawDecoder(raw);
    reading = raw.newReading();
  }

  @Override
  Optional<Map<String, Object>> values(byte[] record) {
    String problem = decoder.decode(record, timestamp(), reading);
    if (problem != null) {
      throw refused(record, problem);
    }
    return reading.heartbeat() ? Optional.empty() : Optional.of(values());
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
