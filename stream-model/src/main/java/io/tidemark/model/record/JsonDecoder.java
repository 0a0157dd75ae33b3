package io.tidemark.model.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.value.Blanks;
import io.tidemark.model.value.LenientTime;
import io.tidemark.model.value.LenientValue;
import io.tidemark.model.value.NumberHint;
import io.tidemark.model.value.TimeParts;
import io.tidemark.model.value.WholeNumber;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes raw readings with a full JSON parser, in any form that JSON allows. A record that it
 * rejects is a dead letter, with the returned problem as the reason. Of duplicate names the last
 * one counts. Not thread-safe.
 */
final class JsonDecoder {
  /** Without limits: what nobody reads is passed over, however deep or long it is. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final List<Field> fields;
  private final RecordLayout layout;
  private final LenientValue[] lenient;
  private final TimeParts timeParts;
  private final int time;
  private final TimeFormat format;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

  /** By leaf: whether the record has it, and what is wrong with its last value. */
  private final boolean[] seen;

  private final String[] problems;

  JsonDecoder(StreamDefinition.Raw raw) {
    fields = raw.fields();
    layout = new RecordLayout(raw);
    lenient = LenientValue.ofFields(raw);
    time = raw.indexOf(raw.time());
    timeParts = TimeParts.of(raw, lenient[time]);
    format = raw.time().format();
    seen = new boolean[layout.places.length];
    problems = new String[seen.length];
  }

  /** Decodes one record, which must not be empty; see {@link RawDecoder#decode}. */
  String decode(byte[] value, Reading into) {
    into.heartbeat(false);
    Arrays.fill(seen, false);
    Arrays.fill(problems, null);
    try (JsonParser parser = JSON.createParser(text(value))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "not a JSON object";
      }
      object(parser, layout.root, into);
      if (parser.nextToken() != null) {
        return "more than one JSON object";
      }
      return problem(into);
    } catch (JsonProcessingException e) {
      return "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse("");
    } catch (CharacterCodingException e) {
      return "not UTF-8";
    } catch (IOException e) {
      return "not JSON: " + e.getMessage();
    }
  }

  /** The text of a record: a parser of bytes would guess another encoding from zero bytes. */
  private String text(byte[] value) throws CharacterCodingException {
    String text = utf8.decode(ByteBuffer.wrap(value)).toString();
    return text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private void object(JsonParser parser, RecordLayout.Node node, Reading into) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      int step = node.find(parser.currentName());
      value(parser, parser.nextToken(), node, step, into);
    }
  }

  private void array(JsonParser parser, RecordLayout.Node node, Reading into) throws IOException {
    int index = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      value(parser, token, node, node.find(index++), into);
    }
  }

  private void value(
      JsonParser parser, JsonToken token, RecordLayout.Node node, int step, Reading into)
      throws IOException {
    int leaf = step < 0 ? -1 : node.leaves[step];
    if (leaf >= 0) {
      seen[leaf] = true;
      // a wrong value does not end the loop: the rest must be valid JSON as well
      problems[leaf] = value(parser, token, leaf, into);
    } else if (step >= 0) {
      RecordLayout.Node child = node.children[step];
      forget(child);
      if (token == JsonToken.START_OBJECT && !child.array) {
        object(parser, child, into);
        return;
      }
      if (token == JsonToken.START_ARRAY && child.array) {
        array(parser, child, into);
        return;
      }
    }
    parser.skipChildren();
  }

  /** Of duplicate names the last one counts: an earlier object of the name is no longer there. */
  private void forget(RecordLayout.Node node) {
    for (int step = 0; step < node.leaves.length; step++) {
      if (node.leaves[step] < 0) {
        forget(node.children[step]);
      } else {
        seen[node.leaves[step]] = false;
        problems[node.leaves[step]] = null;
      }
    }
  }

  private String value(JsonParser parser, JsonToken token, int leaf, Reading into)
      throws IOException {
    int place = layout.places[leaf];
    Field field = fields.get(place);
    if (lenient[place] != null) {
      return lenient(parser, token, leaf, lenient[place], into);
    }
    switch (field.type()) {
      case STRING:
        if (token != JsonToken.VALUE_STRING) {
          return field.name() + ": expected a text" + found(token, field);
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

  private String lenient(
      JsonParser parser, JsonToken token, int leaf, LenientValue value, Reading into)
      throws IOException {
    switch (token) {
      case VALUE_STRING:
      case VALUE_NUMBER_INT:
      case VALUE_NUMBER_FLOAT:
        byte[] content = parser.getText().getBytes(StandardCharsets.UTF_8);
        if (layout.parts[leaf] >= 0) {
          timeParts.set(layout.parts[leaf], content, 0, content.length);
          return null;
        }
        return token == JsonToken.VALUE_STRING
            ? value.text(content, 0, content.length, into)
            : value.number(content, 0, content.length, into);
      case VALUE_TRUE:
      case VALUE_FALSE:
        return layout.parts[leaf] >= 0
            ? value.wrong("expected " + value.expected())
            : value.truth(token == JsonToken.VALUE_TRUE, into);
      case VALUE_NULL:
        return value.none(
            "expected " + value.expected() + found(token, fields.get(value.place)), into);
      default:
        return value.wrong("expected " + value.expected() + found(token, fields.get(value.place)));
    }
  }

  /** What a token is, where it says more than that it is wrong. */
  private static String found(JsonToken token, Field field) {
    boolean isTime = field.type() == FieldType.TIMESTAMP;
    return switch (token) {
      case VALUE_NULL -> ", found null" + (isTime ? "" : "; optional: true reads it as no value");
      case START_OBJECT -> ", found an object; from: says which of its members";
      case START_ARRAY -> ", found an array; from: says which of its elements";
      default -> "";
    };
  }

  /** The first problem, in the order of the definition. */
  private String problem(Reading into) {
    for (int leaf = 0; leaf < seen.length; leaf++) {
      if (problems[leaf] != null) {
        return problems[leaf];
      }
      LenientValue value = lenient[layout.places[leaf]];
      if (!seen[leaf]) {
        String problem =
            value == null || layout.parts[leaf] >= 0
                ? layout.paths[leaf] + ": missing"
                : value.none("missing", into);
        if (problem != null) {
          return problem;
        }
      }
    }
    return timeParts == null ? null : timeParts.read(into);
  }

  private String whole(JsonParser parser, JsonToken token, int place, Field field, Reading into)
      throws IOException {
    boolean quoted = field.quoted() && token == JsonToken.VALUE_STRING;
    if (token != JsonToken.VALUE_NUMBER_INT && !quoted) {
      return field.name() + ": expected a whole number" + hint(parser, token, field);
    }
    String digits = parser.getText();
    if (quoted && !WholeNumber.is(digits.getBytes(StandardCharsets.UTF_8))) {
      return field.name() + ": expected a whole number in the quotes" + hint(parser, token, field);
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
            + (format == TimeFormat.YYYYMMDD
                ? ": expected a day as yyyymmdd"
                : ": out of range" + LenientTime.hint(format, new BigInteger(digits).abs()));
      }
    }
    into.number(place, number);
    return null;
  }

  /** What was found in place of a number, and what reads it. */
  private static String hint(JsonParser parser, JsonToken token, Field field) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      return token == JsonToken.VALUE_NUMBER_FLOAT && field.format() == null
          ? "; lenient: true reads 5.0 and 5e0 as 5"
          : found(token, field);
    }
    byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
    int from = Blanks.after(text, 0, text.length);
    return NumberHint.of(text, from, Blanks.before(text, from, text.length), field);
  }

  private String moment(JsonParser parser, JsonToken token, Field field, Reading into)
      throws IOException {
    long moment =
        token == JsonToken.VALUE_STRING ? format.ofText(parser.getText()) : TimeFormat.NONE;
    if (moment == TimeFormat.NONE) {
      return field.name()
          + ": expected a time in ISO 8601 with its zone"
          + (token == JsonToken.VALUE_STRING
              ? "; lenient: true reads other forms of it, format: another pattern"
              : found(token, field));
    }
    into.number(time, moment);
    return null;
  }

  private static String decimal(
      JsonParser parser, JsonToken token, int place, Field field, Reading into) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
      return field.name() + ": expected a number" + hint(parser, token, field);
    }
    if (parser.getTextLength() > WholeNumber.LONGEST) {
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
      return field.name() + ": more than " + field.scale() + " decimal places" + NumberHint.ROUNDED;
    }
    try {
      into.number(place, exact.setScale(field.scale()).unscaledValue().longValueExact());
      return null;
    } catch (ArithmeticException e) {
      return field.name() + ": out of range";
    }
  }
}
