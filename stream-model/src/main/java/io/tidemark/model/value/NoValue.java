package io.tidemark.model.value;

import io.tidemark.model.definition.Field;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** The texts and numbers that mean that an optional field has no value. */
final class NoValue {
  private final byte[][] texts;

  /** Those that are numbers, as the count of the field's last place. */
  private final long[] numbers;

  NoValue(Field field) {
    texts =
        field.raw().noValue().stream()
            .map(text -> trimmed(text).getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    numbers =
        field.type().isNumber()
            ? field.raw().noValue().stream()
                .map(text -> number(trimmed(text), field.scale()))
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .toArray()
            : new long[0];
  }

  /** Without the blanks that the values of records may have around them, and no others. */
  private static String trimmed(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int from = Blanks.after(utf8, 0, utf8.length);
    int to = Blanks.before(utf8, from, utf8.length);
    return new String(utf8, from, to - from, StandardCharsets.UTF_8);
  }

  private static Long number(String text, int scale) {
    if (text.length() > WholeNumber.LONGEST) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return (long) number.precision() - number.scale() > Long.SIZE
          ? null
          : (Long) number.setScale(scale).unscaledValue().longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  /** Whether a text means no value. */
  boolean matches(byte[] utf8, int from, int to) {
    for (byte[] text : texts) {
      if (text.length == to - from && Arrays.equals(utf8, from, to, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a number, as the count of the field's last place, means no value. */
  boolean matches(long number) {
    for (long one : numbers) {
      if (one == number) {
        return true;
      }
    }
    return false;
  }
}
