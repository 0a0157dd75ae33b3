package io.tidemark.model.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.io.IOException;

/**
 * Recognizes heartbeats: an object with exactly two members, the event time and {@code
 * "heartbeat":true}. A plain definition writes the time as in its readings, every other one as
 * epoch milliseconds under the name of the field. A record with further members is a reading, whose
 * member {@code heartbeat} is ignored. Not thread-safe.
 */
final class HeartbeatDecoder {
  /** In bytes; a name has 100 characters at most. */
  private static final int LONGEST = 256;

  private static final JsonFactory JSON = new JsonFactory();

  private final Field field;
  private final TimeFormat format;
  private final int place;

  HeartbeatDecoder(StreamDefinition.Raw raw) {
    field = raw.time();
    format = raw.isPlain() ? field.format() : TimeFormat.MILLISECONDS;
    place = raw.indexOf(field);
  }

  /** Whether the record is a heartbeat; then the reading has its event time. */
  boolean read(byte[] value, Reading into) {
    // a JSON object in UTF-8: the parser would take zero bytes for another encoding
    if (value.length > LONGEST || value.length < 2 || value[0] != '{' || value[1] == 0) {
      return false;
    }
    try (JsonParser parser = JSON.createParser(value)) {
      return parser.nextToken() == JsonToken.START_OBJECT
          && members(parser, into)
          && parser.nextToken() == JsonToken.END_OBJECT
          && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean members(JsonParser parser, Reading into) throws IOException {
    boolean heartbeat = false;
    long time = TimeFormat.NONE;
    for (int member = 0; member < 2; member++) {
      String name = parser.nextFieldName();
      JsonToken token = parser.nextToken();
      if (StreamDefinition.HEARTBEAT.equals(name)) {
        heartbeat = token == JsonToken.VALUE_TRUE;
      } else if (field.name().equals(name)) {
        time = time(parser, token);
      }
    }
    if (!heartbeat || time == TimeFormat.NONE) {
      return false;
    }
    into.number(place, time);
    into.nanos(0);
    into.heartbeat(true);
    return true;
  }

  private long time(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING && !format.isNumber()) {
      return format.ofText(parser.getText());
    }
    return token == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        ? format.ofNumber(parser.getLongValue())
        : TimeFormat.NONE;
  }
}
