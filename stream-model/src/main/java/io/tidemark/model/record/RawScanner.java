package io.tidemark.model.record;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the plain form of a raw record straight from its bytes. What it reads, {@link JsonDecoder}
 * reads too, and as the same reading. Whatever it is not sure of it leaves to that one: in the
 * fields escapes, exponents, times as texts, numbers of more than 18 digits; names with escapes or
 * that stand twice, and all that is malformed. What no field asks for may have any form, nested
 * too. It makes no objects. Not for several threads.
 */
final class RawScanner {
  /** Returned in place of a position. */
  private static final int UNSURE = -1;

  /** No name and no text in a record of this many bytes is too long for the parser. */
  private static final int LONGEST_RECORD = 1 << 15;

  /** Every number of so many digits is a long. */
  private static final int SAFE_DIGITS = 18;

  private static final byte[] TRUE = bytes("true");
  private static final byte[] FALSE = bytes("false");
  private static final byte[] NULL = bytes("null");

  /** Values inside one another; no log line goes deeper. */
  private static final int DEEPEST = 32;

  private static final int WHOLE = -1;
  private static final int TEXT = -2;

  /** A whole number that may stand in quotes, or an event time that is no milliseconds. */
  private static final int SPECIAL = -3;

  /** The fields' names in quotes, and after them that of the heartbeat. */
  private final byte[][] names;

  /** By field: decimal places, {@link #WHOLE}, {@link #TEXT} or {@link #SPECIAL}. */
  private final int[] kinds;

  /** By field: whether its number may be a text. */
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
   * Reads one record into {@code into}, if it can.
   *
   * @return whether it was read; if not, nothing is known of it and {@code into} is undefined
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
        at = value(json, colon(json, text(json, at)), 0);
      } else {
        if (seen[place]) {
          return false;
        }
        seen[place] = true;
        found++;
        expected = place + 1;
        at = value(json, colon(json, at + names[place].length), place, into);
      }
      if (at == UNSURE) {
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

  /** Which name stands here; most records have them in the order of the definition. */
  private int place(byte[] json, int at, int expected) {
    for (int i = expected; i < names.length; i++) {
      if (stands(names[i], json, at)) {
        return i;
      }
    }
    for (int i = 0; i < expected; i++) {
      if (stands(names[i], json, at)) {
        return i;
      }
    }
    return names.length;
  }

  /** Reads the value of a field or of the heartbeat and returns where it ends. */
  private int value(byte[] json, int at, int place, Reading into) {
    if (at == UNSURE) {
      return UNSURE;
    }
    if (place == kinds.length) {
      return stands(TRUE, json, at) ? at + TRUE.length : UNSURE;
    }
    int kind = kinds[place];
    if (kind >= WHOLE) {
      return number(json, at, place, kind, into);
    }
    if (kind == SPECIAL) {
      return special(json, at, place, into);
    }
    int end = text(json, at);
    if (end != UNSURE) {
      into.text(place, json, at + 1, end - 1);
    }
    return end;
  }

  /**
   * Checks the value of a field that nobody asks for and returns where it ends.
   *
   * @param depth how many values it is in
   */
  private static int value(byte[] json, int at, int depth) {
    if (at == UNSURE) {
      return UNSURE;
    }
    switch (peek(json, at)) {
      case '"':
        return anyText(json, at);
      case '{':
        return depth < DEEPEST ? members(json, at, depth + 1) : UNSURE;
      case '[':
        return depth < DEEPEST ? elements(json, at, depth + 1) : UNSURE;
      case 't':
        return stands(TRUE, json, at) ? at + TRUE.length : UNSURE;
      case 'f':
        return stands(FALSE, json, at) ? at + FALSE.length : UNSURE;
      case 'n':
        return stands(NULL, json, at) ? at + NULL.length : UNSURE;
      default:
        return anyNumber(json, at);
    }
  }

  private static int members(byte[] json, int open, int depth) {
    int at = space(json, open + 1);
    if (peek(json, at) == '}') {
      return at + 1;
    }
    while (true) {
      at = value(json, colon(json, text(json, at)), depth);
      if (at == UNSURE) {
        return UNSURE;
      }
      at = space(json, at);
      if (peek(json, at) != ',') {
        return peek(json, at) == '}' ? at + 1 : UNSURE;
      }
      at = space(json, at + 1);
    }
  }

  private static int elements(byte[] json, int open, int depth) {
    int at = space(json, open + 1);
    if (peek(json, at) == ']') {
      return at + 1;
    }
    while (true) {
      at = value(json, at, depth);
      if (at == UNSURE) {
        return UNSURE;
      }
      at = space(json, at);
      if (peek(json, at) != ',') {
        return peek(json, at) == ']' ? at + 1 : UNSURE;
      }
      at = space(json, at + 1);
    }
  }

  /** Where a number ends, with an exponent or without. */
  private static int anyNumber(byte[] json, int at) {
    int end = whole(json, at);
    if (end != UNSURE && peek(json, end) == '.') {
      end = fraction(json, end);
    }
    if (end != UNSURE && (peek(json, end) | 0x20) == 'e') {
      int sign = peek(json, end + 1);
      int digits = sign == '+' || sign == '-' ? end + 2 : end + 1;
      end = afterDigits(json, digits);
      end = end == digits ? UNSURE : end;
    }
    return end - at > JsonDecoder.LONGEST_NUMBER ? UNSURE : end;
  }

  private int number(byte[] json, int at, int place, int kind, Reading into) {
    int end = whole(json, at);
    if (end == UNSURE) {
      return UNSURE;
    }
    boolean negative = json[at] == '-';
    int first = negative ? at + 1 : at;
    int scale = Math.max(kind, 0);
    if (end - first + scale > SAFE_DIGITS) {
      return UNSURE;
    }
    long number = digits(json, first, end, 0);
    if (kind != WHOLE) {
      int places = 0;
      if (peek(json, end) == '.') {
        int point = end;
        end = fraction(json, point);
        if (end == UNSURE || end - at > JsonDecoder.LONGEST_NUMBER) {
          return UNSURE;
        }
        places = Math.min(end - point - 1, scale);
        number = digits(json, point + 1, point + 1 + places, number);
        for (int i = point + 1 + places; i < end; i++) {
          if (json[i] != '0') {
            return UNSURE;
          }
        }
      }
      number *= powers[scale - places];
    }
    number = negative ? -number : number;
    if (place == time && (number < TimeFormat.EARLIEST || number > TimeFormat.LATEST)) {
      return UNSURE;
    }
    into.number(place, number);
    return end;
  }

  private int special(byte[] json, int at, int place, Reading into) {
    boolean inQuotes = quoted[place] && peek(json, at) == '"';
    int from = inQuotes ? at + 1 : at;
    int end = whole(json, from);
    if (end == UNSURE || end - from > SAFE_DIGITS || inQuotes && peek(json, end) != '"') {
      return UNSURE;
    }
    boolean negative = json[from] == '-';
    long number = digits(json, negative ? from + 1 : from, end, 0);
    number = negative ? -number : number;
    if (place == time) {
      number = format.ofNumber(number);
      if (number == TimeFormat.NONE) {
        return UNSURE;
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

  /** Where a whole number ends that begins here, without a zero in front. */
  private static int whole(byte[] json, int at) {
    int first = peek(json, at) == '-' ? at + 1 : at;
    int end = afterDigits(json, first);
    return end == first || (end > first + 1 && json[first] == '0') ? UNSURE : end;
  }

  /** Where the decimal places end, of which there must be one at least. */
  private static int fraction(byte[] json, int point) {
    int end = afterDigits(json, point + 1);
    return end == point + 1 ? UNSURE : end;
  }

  private static int afterDigits(byte[] json, int from) {
    int at = from;
    while (at < json.length && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    return at;
  }

  /** Where a text in quotes ends, without escapes and in well-formed UTF-8. */
  private static int text(byte[] json, int at) {
    if (peek(json, at) != '"') {
      return UNSURE;
    }
    int next = at + 1;
    while (next != UNSURE) {
      int character = peek(json, next);
      if (character == '"') {
        return next + 1;
      }
      if (character < 0) {
        next = afterCharacter(json, next);
      } else if (character < ' ' || character == '\\') {
        return UNSURE;
      } else {
        next++;
      }
    }
    return UNSURE;
  }

  /** Where a text in quotes ends that nobody asks for; escapes are checked and not resolved. */
  private static int anyText(byte[] json, int at) {
    if (peek(json, at) != '"') {
      return UNSURE;
    }
    int next = at + 1;
    while (next != UNSURE) {
      int character = peek(json, next);
      if (character == '"') {
        return next + 1;
      }
      if (character < 0) {
        next = afterCharacter(json, next);
      } else if (character == '\\') {
        next = afterEscape(json, next);
      } else {
        next = character < ' ' ? UNSURE : next + 1;
      }
    }
    return UNSURE;
  }

  private static int afterEscape(byte[] json, int at) {
    switch (peek(json, at + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
        return at + 2;
      case 'u':
        for (int i = at + 2; i < at + 6; i++) {
          if (Character.digit(peek(json, i), 16) < 0) {
            return UNSURE;
          }
        }
        return at + 6;
      default:
        return UNSURE;
    }
  }

  /**
   * Where a character beyond ASCII ends, by the <a
   * href="https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf">Unicode Standard</a>, table 3-7:
   * neither written longer than it must be, nor half a pair, nor beyond the last.
   */
  private static int afterCharacter(byte[] json, int at) {
    int lead = json[at] & 0xff;
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead < 0xc2 || lead > 0xf4 || at + length > json.length) {
      return UNSURE;
    }
    int second = json[at + 1] & 0xff;
    int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return UNSURE;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((json[i] & 0xc0) != 0x80) {
        return UNSURE;
      }
    }
    return at + length;
  }

  /** Where the value begins after a name. */
  private static int colon(byte[] json, int afterName) {
    if (afterName == UNSURE) {
      return UNSURE;
    }
    int at = space(json, afterName);
    return peek(json, at) == ':' ? space(json, at + 1) : UNSURE;
  }

  private static int space(byte[] json, int from) {
    int at = from;
    while (at < json.length && json[at] <= ' ' && isSpace(json[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }

  /** The byte at a position, or 0, which stands in no JSON, after the last. */
  private static byte peek(byte[] json, int at) {
    return at < json.length ? json[at] : 0;
  }

  private static boolean stands(byte[] what, byte[] json, int at) {
    int end = at + what.length;
    return end <= json.length && Arrays.equals(json, at, end, what, 0, what.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
