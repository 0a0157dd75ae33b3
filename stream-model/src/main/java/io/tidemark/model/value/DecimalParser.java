package io.tidemark.model.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Parses a decimal number as people write it to the count of its last place: {@code 20.13}, {@code
 * +5}, {@code .79}, {@code 5.}, {@code 1.5e3}, {@code 007}. It creates no objects for numbers of up
 * to 18 digits. Not thread-safe.
 */
final class DecimalParser {
  /** The outcome of a parse. */
  enum Outcome {
    NUMBER,
    NO_NUMBER,
    TOO_MANY_PLACES,
    OUT_OF_RANGE
  }

  /** Every number of this many digits fits a long. */
  private static final int SAFE_DIGITS = PowersOfTen.MOST;

  /** The longest exponent in digits that is computed; a longer one is beyond every number. */
  private static final int EXPONENT_DIGITS = 6;

  /** The longest number in characters that is expanded. */
  static final int LONGEST = 1_000;

  private final int scale;
  private final RoundingMode rounding;
  private final char mark;
  private long value;
  private boolean rounded;

  /** The part of the number that was parsed last. */
  private long mantissa;

  private int digits;
  private int places;

  /**
   * @param scale decimal places of the result
   * @param rounding of further places: {@code UNNECESSARY} refuses them, or {@code HALF_UP}, or
   *     {@code FLOOR}
   * @param mark the decimal mark
   */
  DecimalParser(int scale, RoundingMode rounding, char mark) {
    this.scale = scale;
    this.rounding = rounding;
    this.mark = mark;
  }

  /** The last number, as the count of its last place. */
  long value() {
    return value;
  }

  /** Whether the last number had further places, which are not in {@link #value}. */
  boolean rounded() {
    return rounded;
  }

  /** Parses the bytes of a number, without blanks around it. */
  Outcome parse(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = at < to && bytes[at] == '-';
    if (negative || at < to && bytes[at] == '+') {
      at++;
    }
    int end = mantissa(bytes, at, to);
    if (end == at || end == at + 1 && bytes[at] == mark) {
      return Outcome.NO_NUMBER;
    }
    int exponent = 0;
    if (end < to && (bytes[end] | 0x20) == 'e') {
      int sign = end + 1 < to && bytes[end + 1] == '-' ? -1 : 1;
      int first =
          end + 1 < to && (bytes[end + 1] == '-' || bytes[end + 1] == '+') ? end + 2 : end + 1;
      int last = first;
      int length = 0;
      while (last < to && WholeNumber.isDigit(bytes[last])) {
        // leading zeros are no digits of the exponent
        length += length > 0 || bytes[last] != '0' ? 1 : 0;
        exponent = length <= EXPONENT_DIGITS ? exponent * 10 + bytes[last] - '0' : exponent;
        last++;
      }
      if (last == first) {
        return Outcome.NO_NUMBER;
      }
      if (length > EXPONENT_DIGITS) {
        exponent = 999_999;
      }
      exponent *= sign;
      end = last;
    }
    if (end != to) {
      return Outcome.NO_NUMBER;
    }
    return digits > SAFE_DIGITS
        ? exact(bytes, from, to, negative, digits - places + exponent)
        : scaled(negative, scale - places + exponent);
  }

  /** Reads digits and the mark; returns their end. */
  private int mantissa(byte[] bytes, int from, int to) {
    mantissa = 0;
    digits = 0;
    places = 0;
    boolean marked = false;
    int at = from;
    while (at < to) {
      int character = bytes[at];
      if (WholeNumber.isDigit((byte) character)) {
        // leading zeros are no digits of the number
        digits += digits > 0 || character != '0' ? 1 : 0;
        if (digits <= SAFE_DIGITS) {
          mantissa = mantissa * 10 + character - '0';
        }
        places += marked ? 1 : 0;
      } else if (character == mark && !marked) {
        marked = true;
      } else {
        return at;
      }
      at++;
    }
    return at;
  }

  private Outcome scaled(boolean negative, int shift) {
    long number;
    rounded = false;
    if (mantissa == 0) {
      number = 0;
    } else if (shift >= 0) {
      if (shift > SAFE_DIGITS || mantissa > Long.MAX_VALUE / PowersOfTen.of(shift)) {
        return Outcome.OUT_OF_RANGE;
      }
      number = mantissa * PowersOfTen.of(shift);
    } else {
      // less than half of the last place if there are more
      boolean tiny = -shift > SAFE_DIGITS;
      number = tiny ? 0 : mantissa / PowersOfTen.of(-shift);
      long rest = tiny ? 1 : mantissa % PowersOfTen.of(-shift);
      if (rest != 0 && rounding == RoundingMode.UNNECESSARY) {
        return Outcome.TOO_MANY_PLACES;
      }
      rounded = rest != 0;
      boolean up =
          rounding == RoundingMode.HALF_UP
              ? !tiny && rest >= PowersOfTen.of(-shift) - rest
              : rest != 0 && negative;
      number += up ? 1 : 0;
    }
    value = negative ? -number : number;
    return Outcome.NUMBER;
  }

  /**
   * @param magnitude the number is below ten to the power of it
   */
  private Outcome exact(byte[] bytes, int from, int to, boolean negative, int magnitude) {
    // before the number is expanded: 1e999999 is short, but its expansion is not
    if (to - from > LONGEST || magnitude > Long.SIZE) {
      return Outcome.OUT_OF_RANGE;
    }
    if (magnitude < -scale) {
      // less than a tenth of the last place
      return scaled(negative, -SAFE_DIGITS - 1);
    }
    String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII).replace(mark, '.');
    BigDecimal number = new BigDecimal(text);
    rounded = number.scale() > scale && number.stripTrailingZeros().scale() > scale;
    if (rounded && rounding == RoundingMode.UNNECESSARY) {
      return Outcome.TOO_MANY_PLACES;
    }
    try {
      value = number.setScale(scale, rounding).unscaledValue().longValueExact();
      return Outcome.NUMBER;
    } catch (ArithmeticException e) {
      return Outcome.OUT_OF_RANGE;
    }
  }
}
