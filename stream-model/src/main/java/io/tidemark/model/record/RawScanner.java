package io.tidemark.model.record;

import static io.tidemark.model.record.JsonSyntax.TRUE;
import static io.tidemark.model.record.JsonSyntax.UNSUPPORTED;
import static io.tidemark.model.record.JsonSyntax.anyValue;
import static io.tidemark.model.record.JsonSyntax.bytes;
import static io.tidemark.model.record.JsonSyntax.colon;
import static io.tidemark.model.record.JsonSyntax.fraction;
import static io.tidemark.model.record.JsonSyntax.matches;
import static io.tidemark.model.record.JsonSyntax.peek;
import static io.tidemark.model.record.JsonSyntax.space;
import static io.tidemark.model.record.JsonSyntax.text;
import static io.tidemark.model.record.JsonSyntax.whole;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the plain form of a raw record directly from its bytes. {@link JsonDecoder} decodes every
 * record that this class accepts, with the same result. This class does not accept: escapes,
 * exponents, times as strings, or numbers of more than 18 digits in the fields; names with escapes,
 * duplicate names, and malformed records. Values of other members may have any form, nested ones
 * included. It creates no objects. Not thread-safe.
 */
final class RawScanner {
  /** In bytes. No name or string in a record of this size exceeds the parser's limits. */
  private static final int LONGEST_RECORD = 1 << 15;

  /** Every number of this many digits fits a long. */
  private static final int SAFE_DIGITS = 18;

  private static final int WHOLE = -1;
  private static final int TEXT = -2;

  /** A whole number that may be in quotes, or an event time that is not in milliseconds. */
  private static final int SPECIAL = -3;

  /** The names of the fields in quotes, then the name of the heartbeat. */
  private final byte[][] names;

  /** By field: decimal places, {@link #WHOLE}, {@link #TEXT} or {@link #SPECIAL}. */
  private final int[] kinds;

  /** By field: whether its number may be in quotes. */
  private final boolean[] quoted;

  private final TimeFormat format;
  private final long[] powers = new long[SAFE_DIGITS + 1];
  private final int time;
  private final boolean[] seen;

  RawScanner(StreamDefinition.Raw raw) {
    List<Field> fields = raw.fields();
    names = new byte[fields.size() + 1][];
    kinds = new int[fields.size()];
    quoted = new boolean[kinds.length];
    format = raw.time().format();
    for (int i = 0; i < kinds.length; i++) {
      Field field = fields.get(i);
      names[i] = bytes('"' + field.name() + '"');
      quoted[i] = field.quoted();
      boolean plain = field.format() == null || field.format() == TimeFormat.MILLISECONDS;
      kinds[i] =
          switch (field.type()) {
            case STRING -> TEXT;
            case DECIMAL -> field.scale();
            case TIMESTAMP, INT -> plain && !field.quoted() ? WHOLE : SPECIAL;
          };
    }
    names[kinds.length] = bytes('"' + StreamDefinition.HEARTBEAT + '"');
    seen = new boolean[names.length];
    time = raw.indexOf(raw.time());
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
  }

  /**
   * Reads one record into {@code into} if it has the plain form.
   *
   * @return whether it was read; if not, the record may still be valid, and {@code into} is
   *     undefined
   */
  boolean read(byte[] json, Reading into) {
    if (json.length > LONGEST_RECORD) {
      return false;
    }
    Arrays.fill(seen, false);
    int found = 0;
    int expected = 0;
    int at = space(json, 0);
    if (peek(json, at) != '{') {
      return false;
    }
    do {
      at = space(json, at + 1);
      int place = place(json, at, expected);
      if (place == names.length) {
        at = anyValue(json, colon(json, text(json, at)));
      } else {
        if (seen[place]) {
          return false;
        }
        seen[place] = true;
        found++;
        expected = place + 1;
        at = value(json, colon(json, at + names[place].length), place, into);
      }
      if (at == UNSUPPORTED) {
        return false;
      }
      at = space(json, at);
    } while (peek(json, at) == ',');
    if (peek(json, at) != '}' || space(json, at + 1) != json.length) {
      return false;
    }
    boolean heartbeat = seen[kinds.length];
    into.heartbeat(heartbeat);
    return heartbeat ? seen[time] : found == kinds.length;
  }

  /** The index of the name at a position; most records have the order of the definition. */
  private int place(byte[] json, int at, int expected) {
    for (int i = expected; i < names.length; i++) {
      if (matches(names[i], json, at)) {
        return i;
      }
    }
    for (int i = 0; i < expected; i++) {
      if (matches(names[i], json, at)) {
        return i;
      }
    }
    return names.length;
  }

  /** Reads the value of a field or of the heartbeat and returns its end. */
  private int value(byte[] json, int at, int place, Reading into) {
    if (at == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    if (place == kinds.length) {
      return matches(TRUE, json, at) ? at + TRUE.length : UNSUPPORTED;
    }
    int kind = kinds[place];
    if (kind >= WHOLE) {
      return number(json, at, place, kind, into);
    }
    if (kind == SPECIAL) {
      return special(json, at, place, into);
    }
    int end = text(json, at);
    if (end != UNSUPPORTED) {
      into.text(place, json, at + 1, end - 1);
    }
    return end;
  }

  private int number(byte[] json, int at, int place, int kind, Reading into) {
    int end = whole(json, at);
    if (end == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    boolean negative = json[at] == '-';
    int first = negative ? at + 1 : at;
    int scale = Math.max(kind, 0);
    if (end - first + scale > SAFE_DIGITS) {
      return UNSUPPORTED;
    }
    long number = digits(json, first, end, 0);
    if (kind != WHOLE) {
      int places = 0;
      if (peek(json, end) == '.') {
        int point = end;
        end = fraction(json, point);
        if (end == UNSUPPORTED || end - at > JsonDecoder.LONGEST_NUMBER) {
          return UNSUPPORTED;
        }
        places = Math.min(end - point - 1, scale);
        number = digits(json, point + 1, point + 1 + places, number);
        for (int i = point + 1 + places; i < end; i++) {
          if (json[i] != '0') {
            return UNSUPPORTED;
          }
        }
      }
      number *= powers[scale - places];
    }
    number = negative ? -number : number;
    if (place == time && (number < TimeFormat.EARLIEST || number > TimeFormat.LATEST)) {
      return UNSUPPORTED;
    }
    into.number(place, number);
    return end;
  }

  private int special(byte[] json, int at, int place, Reading into) {
    boolean inQuotes = quoted[place] && peek(json, at) == '"';
    int from = inQuotes ? at + 1 : at;
    int end = whole(json, from);
    if (end == UNSUPPORTED || end - from > SAFE_DIGITS || inQuotes && peek(json, end) != '"') {
      return UNSUPPORTED;
    }
    boolean negative = json[from] == '-';
    long number = digits(json, negative ? from + 1 : from, end, 0);
    number = negative ? -number : number;
    if (place == time) {
      number = format.ofNumber(number);
      if (number == TimeFormat.NONE) {
        return UNSUPPORTED;
      }
    }
    into.number(place, number);
    return inQuotes ? end + 1 : end;
  }

  private static long digits(byte[] json, int from, int to, long start) {
    long number = start;
    for (int i = from; i < to; i++) {
      number = number * 10 + (json[i] - '0');
    }
    return number;
  }
}
