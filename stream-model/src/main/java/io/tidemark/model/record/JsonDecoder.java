package io.tidemark.model.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decodes raw readings with a full JSON parser, in any form that JSON allows. A record that it
 * rejects is a dead letter, with the returned problem as the reason. Not thread-safe.
 */
final class JsonDecoder {
  /** No 64-bit number at nine decimal places has more characters, whatever its exponent. */
  static final int LONGEST_NUMBER = 64;

  private static final JsonFactory JSON = new JsonFactory();
  private static final int HEARTBEAT = -1;

  /** A JSON whole number that is in quotes. */
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");

  private final List<Field> fields;
  private final Map<String, Integer> places = new HashMap<>();
  private final int time;
  private final TimeFormat format;
  private final boolean[] seen;

  JsonDecoder(StreamDefinition.Raw raw) {
    fields = raw.fields();
    for (int i = 0; i < fields.size(); i++) {
      places.put(fields.get(i).name(), i);
    }
    places.put(StreamDefinition.HEARTBEAT, HEARTBEAT);
    time = raw.indexOf(raw.time());
    format = raw.time().format();
    seen = new boolean[fields.size()];
  }

  /** Decodes one record, which must not be empty; see {@link RawDecoder#decode}. */
  String decode(byte[] value, Reading into) {
    into.heartbeat(false);
    Arrays.fill(seen, false);
    try (JsonParser parser = JSON.createParser(value)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "not a JSON object";
      }
      String problem = members(parser, into);
      if (problem == null && parser.nextToken() != null) {
        return "more than one JSON object";
      }
      return problem == null ? missing(into) : problem;
    } catch (JsonProcessingException e) {
      return "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse("");
    } catch (IOException e) {
      return "not UTF-8 JSON: " + e.getMessage();
    }
  }

  private String members(JsonParser parser, Reading into) throws IOException {
    String problem = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Integer place = places.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (place == null) {
        parser.skipChildren();
      } else {
        // a wrong value does not end the loop: the rest must be valid JSON as well
        String wrong =
            place == HEARTBEAT
                ? heartbeat(token, into)
                : value(parser, token, place, fields.get(place), into);
        parser.skipChildren();
        problem = problem == null ? wrong : problem;
      }
    }
    return problem;
  }

  private static String heartbeat(JsonToken token, Reading into) {
    into.heartbeat(true);
    return token == JsonToken.VALUE_TRUE
        ? null
        : StreamDefinition.HEARTBEAT + ": expected true or nothing";
  }

  private String value(JsonParser parser, JsonToken token, int place, Field field, Reading into)
      throws IOException {
    seen[place] = true;
    switch (field.type()) {
      case STRING:
        if (token != JsonToken.VALUE_STRING) {
          return field.name() + ": expected a text";
        }
        into.text(place, parser.getText());
        return null;
      case DECIMAL:
        return decimal(parser, token, place, field, into);
      case TIMESTAMP:
        return format.isNumber()
            ? whole(parser, token, place, field, into)
            : moment(parser, token, field, into);
      default:
        return whole(parser, token, place, field, into);
    }
  }

  private String whole(JsonParser parser, JsonToken token, int place, Field field, Reading into)
      throws IOException {
    boolean quoted = field.quoted() && token == JsonToken.VALUE_STRING;
    if (token != JsonToken.VALUE_NUMBER_INT && !quoted) {
      return field.name() + ": expected a whole number";
    }
    String digits = parser.getText();
    if (quoted && !WHOLE.matcher(digits).matches()) {
      return field.name() + ": expected a whole number in the quotes";
    }
    long number;
    try {
      number = Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return field.name() + ": out of range";
    }
    if (place == time) {
      number = format.ofNumber(number);
      if (number == TimeFormat.NONE) {
        return field.name()
            + (format == TimeFormat.YYYYMMDD ? ": expected a day as yyyymmdd" : ": out of range");
      }
    }
    into.number(place, number);
    return null;
  }

  private String moment(JsonParser parser, JsonToken token, Field field, Reading into)
      throws IOException {
    long moment =
        token == JsonToken.VALUE_STRING ? format.ofText(parser.getText()) : TimeFormat.NONE;
    if (moment == TimeFormat.NONE) {
      return field.name() + ": expected a time in ISO 8601 with its zone";
    }
    into.number(time, moment);
    return null;
  }

  private static String decimal(
      JsonParser parser, JsonToken token, int place, Field field, Reading into) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
      return field.name() + ": expected a number";
    }
    if (parser.getTextLength() > LONGEST_NUMBER) {
      return field.name() + ": out of range";
    }
    BigDecimal exact;
    try {
      exact = new BigDecimal(parser.getText());
    } catch (NumberFormatException exponentTooLarge) {
      return field.name() + ": out of range";
    }
    if (exact.signum() == 0) {
      into.number(place, 0);
      return null;
    }
    // before the number is expanded: 1e999999999 is short, but its expansion is not
    long magnitude = (long) exact.precision() - exact.scale();
    if (magnitude > Long.SIZE) {
      return field.name() + ": out of range";
    }
    if (exact.scale() > field.scale() && exact.stripTrailingZeros().scale() > field.scale()) {
      return field.name() + ": more than " + field.scale() + " decimal places";
    }
    try {
      into.number(place, exact.setScale(field.scale()).unscaledValue().longValueExact());
      return null;
    } catch (ArithmeticException e) {
      return field.name() + ": out of range";
    }
  }

  private String missing(Reading into) {
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i] && (!into.heartbeat() || i == time)) {
        return fields.get(i).name() + ": missing";
      }
    }
    return null;
  }
}
