package io.tidemark.benchmarks.kstreams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Deserializes raw records with Jackson's streaming parser, the fastest API according to <a
 * href="https://github.com/FasterXML/jackson-docs/wiki/Presentation:-Jackson-Performance">its
 * documentation</a>: no tree, no data binding, one shared factory, no copies of field names.
 */
final class JsonReadings implements Deserializer<RawValues> {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER).build();

  private final List<Field> fields;
  private final Map<String, Integer> places = new HashMap<>();
  private final int time;

  JsonReadings(StreamDefinition.Raw raw) {
    fields = raw.fields();
    for (int i = 0; i < fields.size(); i++) {
      places.put(fields.get(i).name(), i);
    }
    time = raw.indexOf(raw.time());
  }

  /**
   * @throws SerializationException for a record that does not match the definition
   */
  @Override
  public RawValues deserialize(String topic, byte[] bytes) {
    long[] numbers = new long[fields.size()];
    String[] texts = new String[fields.size()];
    boolean heartbeat = false;
    long seen = 0;
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new SerializationException("not a JSON object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken token = parser.nextToken();
        Integer place = places.get(name);
        if (place != null) {
          seen |= 1L << place;
          Field field = fields.get(place);
          if (field.type() == FieldType.STRING) {
            texts[place] = parser.getText();
          } else if (field.type() == FieldType.DECIMAL) {
            numbers[place] =
                parser.getDecimalValue().movePointRight(field.scale()).longValueExact();
          } else {
            numbers[place] = parser.getLongValue();
          }
        } else if (name.equals(StreamDefinition.HEARTBEAT)) {
          heartbeat = token == JsonToken.VALUE_TRUE;
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException | ArithmeticException e) {
      throw new SerializationException("no reading: " + e.getMessage(), e);
    }
    long expected = heartbeat ? 1L << time : (1L << fields.size()) - 1;
    if ((seen & expected) != expected) {
      throw new SerializationException("a field is missing");
    }
    return new RawValues(numbers, texts, heartbeat);
  }
}
