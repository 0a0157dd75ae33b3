package io.tidemark.model.record;

import static io.tidemark.model.record.JsonSyntax.UNSUPPORTED;
import static io.tidemark.model.record.JsonSyntax.peek;
import static io.tidemark.model.value.WholeNumber.isDigit;

import io.tidemark.model.value.PowersOfTen;
import io.tidemark.model.value.WholeNumber;

/**
 * Reads numbers of JSON (RFC 8259, section 6) that have no exponent and at most 18 digits, in one
 * pass over their bytes. A method returns the position after the number, or {@link
 * JsonSyntax#UNSUPPORTED}; {@link #value} then has the number. Not thread-safe.
 */
final class PlainNumber {
  /** Every number of this many digits fits a long. */
  private static final int SAFE_DIGITS = PowersOfTen.MOST;

  /** Without the sign. */
  private long digits;

  private boolean negative;

  /** What was read last. */
  long value() {
    return negative ? -digits : digits;
  }

  /** Reads a whole number without leading zeros. */
  int whole(byte[] json, int at) {
    return whole(json, at, SAFE_DIGITS);
  }

  private int whole(byte[] json, int at, int most) {
    negative = peek(json, at) == '-';
    int first = negative ? at + 1 : at;
    digits = 0;
    int end = append(json, first, json.length);
    int length = end - first;
    return length == 0 || length > most || length > 1 && json[first] == '0' ? UNSUPPORTED : end;
  }

  /**
   * Reads a number as the count of its last place, 20.13 with scale 2 as 2013. Further places must
   * be zeros.
   *
   * @param scale decimal places, 0 to 18
   */
  int decimal(byte[] json, int at, int scale) {
    int end = whole(json, at, SAFE_DIGITS - scale);
    if (end == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    int places = 0;
    if (peek(json, end) == '.') {
      int first = end + 1;
      int last = Math.min(json.length, first + scale);
      end = append(json, first, last);
      places = end - first;
      if (end == last) {
        while (peek(json, end) == '0') {
          end++;
        }
      }
      if (end == first || end - at > WholeNumber.LONGEST || isDigit(peek(json, end))) {
        return UNSUPPORTED;
      }
    }
    digits *= PowersOfTen.of(scale - places);
    return end;
  }

  /** Reads on to the end of the digits, which it returns. */
  private int append(byte[] json, int from, int to) {
    long read = digits;
    int at = from;
    while (at < to && isDigit(json[at])) {
      read = read * 10 + (json[at] - '0');
      at++;
    }
    digits = read;
    return at;
  }
}
