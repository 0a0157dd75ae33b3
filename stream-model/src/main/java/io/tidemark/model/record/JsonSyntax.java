package io.tidemark.model.record;

import static io.tidemark.model.value.WholeNumber.isDigit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.model.value.WholeNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The syntax of JSON (RFC 8259) over bytes, independent of any definition. Each method takes the
 * position at which a token or a value starts, and returns the position after it, or {@link
 * #UNSUPPORTED}. It creates no objects.
 */
final class JsonSyntax {
  /**
   * In place of a position: malformed here, or valid JSON that only {@link JsonDecoder} supports.
   */
  static final int UNSUPPORTED = -1;

  static final byte[] TRUE = bytes("true");
  static final byte[] FALSE = bytes("false");
  static final byte[] NULL = bytes("null");

  /** The deepest nesting of objects and arrays in a value. */
  private static final int DEEPEST = 32;

  private JsonSyntax() {}

  /** The end of a value of any type, nested ones included. */
  static int anyValue(byte[] json, int at) {
    return anyValue(json, at, 0);
  }

  /**
   * @param depth the number of objects and arrays around the value
   */
  private static int anyValue(byte[] json, int at, int depth) {
    if (at == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    switch (peek(json, at)) {
      case '"':
        return anyText(json, at);
      case '{':
        return depth < DEEPEST ? members(json, at, depth + 1) : UNSUPPORTED;
      case '[':
        return depth < DEEPEST ? elements(json, at, depth + 1) : UNSUPPORTED;
      case 't':
        return matches(TRUE, json, at) ? at + TRUE.length : UNSUPPORTED;
      case 'f':
        return matches(FALSE, json, at) ? at + FALSE.length : UNSUPPORTED;
      case 'n':
        return matches(NULL, json, at) ? at + NULL.length : UNSUPPORTED;
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
      at = anyValue(json, colon(json, text(json, at)), depth);
      if (at == UNSUPPORTED) {
        return UNSUPPORTED;
      }
      at = space(json, at);
      if (peek(json, at) != ',') {
        return peek(json, at) == '}' ? at + 1 : UNSUPPORTED;
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
      at = anyValue(json, at, depth);
      if (at == UNSUPPORTED) {
        return UNSUPPORTED;
      }
      at = space(json, at);
      if (peek(json, at) != ',') {
        return peek(json, at) == ']' ? at + 1 : UNSUPPORTED;
      }
      at = space(json, at + 1);
    }
  }

  /** The end of a number, with an exponent or without. */
  static int anyNumber(byte[] json, int at) {
    int end = whole(json, at);
    if (end != UNSUPPORTED && peek(json, end) == '.') {
      end = fraction(json, end);
    }
    if (end != UNSUPPORTED && (peek(json, end) | 0x20) == 'e') {
      int sign = peek(json, end + 1);
      int digits = sign == '+' || sign == '-' ? end + 2 : end + 1;
      end = afterDigits(json, digits);
      end = end == digits ? UNSUPPORTED : end;
    }
    return end - at > WholeNumber.LONGEST ? UNSUPPORTED : end;
  }

  /** The end of a whole number without leading zeros. */
  private static int whole(byte[] json, int at) {
    int first = peek(json, at) == '-' ? at + 1 : at;
    int end = afterDigits(json, first);
    return end == first || (end > first + 1 && json[first] == '0') ? UNSUPPORTED : end;
  }

  /** The end of the decimal places after a point; at least one is required. */
  private static int fraction(byte[] json, int point) {
    int end = afterDigits(json, point + 1);
    return end == point + 1 ? UNSUPPORTED : end;
  }

  private static int afterDigits(byte[] json, int from) {
    int at = from;
    while (at < json.length && isDigit(json[at])) {
      at++;
    }
    return at;
  }

  /** The end of a string in quotes, without escapes and in well-formed UTF-8. */
  static int text(byte[] json, int at) {
    if (peek(json, at) != '"') {
      return UNSUPPORTED;
    }
    int next = at + 1;
    while (next != UNSUPPORTED) {
      int character = peek(json, next);
      if (character == '"') {
        return next + 1;
      }
      if (character < 0) {
        next = afterCharacter(json, next);
      } else if (character < ' ' || character == '\\') {
        return UNSUPPORTED;
      } else {
        next++;
      }
    }
    return UNSUPPORTED;
  }

  /** The end of a string in quotes; escapes are checked but not decoded. */
  private static int anyText(byte[] json, int at) {
    if (peek(json, at) != '"') {
      return UNSUPPORTED;
    }
    int next = at + 1;
    while (next != UNSUPPORTED) {
      int character = peek(json, next);
      if (character == '"') {
        return next + 1;
      }
      if (character < 0) {
        next = afterCharacter(json, next);
      } else if (character == '\\') {
        next = afterEscape(json, next);
      } else {
        next = character < ' ' ? UNSUPPORTED : next + 1;
      }
    }
    return UNSUPPORTED;
  }

  private static int afterEscape(byte[] json, int at) {
    switch (peek(json, at + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
        return at + 2;
      case 'u':
        for (int i = at + 2; i < at + 6; i++) {
          if (Character.digit(peek(json, i), 16) < 0) {
            return UNSUPPORTED;
          }
        }
        return at + 6;
      default:
        return UNSUPPORTED;
    }
  }

  /**
   * The end of a character beyond ASCII, by the <a
   * href="https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf">Unicode Standard</a>, table 3-7:
   * overlong forms, surrogates and code points above U+10FFFF are malformed.
   */
  private static int afterCharacter(byte[] json, int at) {
    int lead = json[at] & 0xff;
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead < 0xc2 || lead > 0xf4 || at + length > json.length) {
      return UNSUPPORTED;
    }
    int second = json[at + 1] & 0xff;
    int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return UNSUPPORTED;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((json[i] & 0xc0) != 0x80) {
        return UNSUPPORTED;
      }
    }
    return at + length;
  }

  /** The start of the value that follows a name. */
  static int colon(byte[] json, int afterName) {
    if (afterName == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    int at = space(json, afterName);
    return peek(json, at) == ':' ? space(json, at + 1) : UNSUPPORTED;
  }

  static int space(byte[] json, int from) {
    int at = from;
    while (at < json.length && json[at] <= ' ' && isSpace(json[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }

  /** The byte at a position, or 0 after the last byte; 0 is not valid in JSON. */
  static byte peek(byte[] json, int at) {
    return at < json.length ? json[at] : 0;
  }

  static boolean matches(byte[] token, byte[] json, int at) {
    int end = at + token.length;
    return end <= json.length && Arrays.equals(json, at, end, token, 0, token.length);
  }

  /** A name in quotes, as a record that needs no escapes has it. */
  static byte[] quoted(String name) {
    return bytes(text(name));
  }

  /** A JSON string. */
  static String text(String content) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(content)) + '"';
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
