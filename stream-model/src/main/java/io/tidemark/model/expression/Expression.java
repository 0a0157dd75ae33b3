package io.tidemark.model.expression;

import java.io.Serializable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An expression over the fields of one reading. Numbers are fixed-point: each expression has a
 * scale that is known before any reading is, and its value counts the last decimal place in 64
 * bits. A value that does not fit makes an {@link ArithmeticException}, and the reading a dead
 * letter.
 */
public sealed interface Expression extends Serializable
    permits Expression.Numeric, Expression.Text, Condition {
  /** The message of a division by zero. */
  String DIVIDED_BY_ZERO = "divided by zero";

  /** A number. */
  sealed interface Numeric extends Expression {
    /** Decimal places. */
    int scale();

    /**
     * The count of the last place.
     *
     * @throws ArithmeticException when it is beyond 64 bits, or divided by zero
     */
    long of(Reading reading);

    /**
     * Whether an operand has no value, so that there is no result; {@link #of} is then undefined.
     */
    default boolean isNull(Reading reading) {
      return false;
    }

    /** Whether a reading may have no result. */
    default boolean nullable() {
      return false;
    }
  }

  /** A number that is computed from one other. */
  sealed interface Unary extends Numeric {
    Numeric number();

    @Override
    default boolean isNull(Reading reading) {
      return number().isNull(reading);
    }

    @Override
    default boolean nullable() {
      return number().nullable();
    }
  }

  /** A number that is computed from two others. */
  sealed interface Binary extends Numeric {
    Numeric one();

    Numeric other();

    @Override
    default boolean isNull(Reading reading) {
      return one().isNull(reading) || other().isNull(reading);
    }

    @Override
    default boolean nullable() {
      return one().nullable() || other().nullable();
    }
  }

  /** A text. */
  sealed interface Text extends Expression {
    /** In UTF-8. */
    byte[] of(Reading reading);

    /** Whether there is no value; {@link #of} is then undefined. */
    boolean isNull(Reading reading);
  }

  /** A number as it stands in the definition. */
  record Constant(long value, int scale) implements Numeric {
    @Override
    public long of(Reading reading) {
      return value;
    }
  }

  /**
   * A field of the reading.
   *
   * @param place counted from 0
   */
  record NumberField(int place, int scale) implements Numeric {
    @Override
    public long of(Reading reading) {
      return reading.number(place);
    }
  }

  /**
   * A field that may have no value.
   *
   * @param place counted from 0
   */
  record OptionalNumberField(int place, int scale) implements Numeric {
    @Override
    public long of(Reading reading) {
      return reading.number(place);
    }

    @Override
    public boolean isNull(Reading reading) {
      return reading.isNull(place);
    }

    @Override
    public boolean nullable() {
      return true;
    }
  }

  /**
   * The same number with more decimal places, or with fewer: then rounded half up.
   *
   * @param factor the power of ten between both scales
   */
  record Rescaled(Numeric number, int scale, long factor) implements Unary {
    public static Numeric of(Numeric number, int scale) {
      int places = Math.abs(scale - number.scale());
      return places == 0
          ? number
          : new Rescaled(number, scale, BigInteger.TEN.pow(places).longValueExact());
    }

    @Override
    public long of(Reading reading) {
      long value = number.of(reading);
      return scale > number.scale() ? Math.multiplyExact(value, factor) : rounded(value, factor);
    }
  }

  /** Two numbers of one scale, added. */
  record Sum(Numeric one, Numeric other) implements Binary {
    @Override
    public int scale() {
      return one.scale();
    }

    @Override
    public long of(Reading reading) {
      return Math.addExact(one.of(reading), other.of(reading));
    }
  }

  /** Two numbers of one scale, subtracted. */
  record Difference(Numeric one, Numeric other) implements Binary {
    @Override
    public int scale() {
      return one.scale();
    }

    @Override
    public long of(Reading reading) {
      return Math.subtractExact(one.of(reading), other.of(reading));
    }
  }

  /** Two numbers multiplied; their scales add up. */
  record Product(Numeric one, Numeric other) implements Binary {
    @Override
    public int scale() {
      return one.scale() + other.scale();
    }

    @Override
    public long of(Reading reading) {
      return Math.multiplyExact(one.of(reading), other.of(reading));
    }
  }

  /** Two numbers divided, rounded half up to a scale. */
  record Quotient(Numeric one, Numeric other, int scale) implements Binary {
    @Override
    public long of(Reading reading) {
      long divisor = other.of(reading);
      if (divisor == 0) {
        throw new ArithmeticException(DIVIDED_BY_ZERO);
      }
      int places = scale - one.scale() + other.scale();
      BigInteger dividend =
          BigInteger.valueOf(one.of(reading)).multiply(BigInteger.TEN.pow(Math.max(places, 0)));
      BigInteger by =
          BigInteger.valueOf(divisor).multiply(BigInteger.TEN.pow(Math.max(-places, 0)));
      return rounded(dividend, by);
    }
  }

  /** The largest whole number that is not greater. */
  record Floor(Numeric number, long factor) implements Unary {
    public static Numeric of(Numeric number) {
      return new Floor(number, BigInteger.TEN.pow(number.scale()).longValueExact());
    }

    @Override
    public int scale() {
      return 0;
    }

    @Override
    public long of(Reading reading) {
      return Math.floorDiv(number.of(reading), factor);
    }
  }

  /** The absolute value. */
  record Absolute(Numeric number) implements Unary {
    @Override
    public int scale() {
      return number.scale();
    }

    @Override
    public long of(Reading reading) {
      return Math.absExact(number.of(reading));
    }
  }

  /** A text as it stands in the definition, in UTF-8. */
  record Literal(byte[] utf8) implements Text {
    @Override
    public byte[] of(Reading reading) {
      return utf8;
    }

    @Override
    public boolean isNull(Reading reading) {
      return false;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Literal literal && Arrays.equals(utf8, literal.utf8);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(utf8);
    }

    /** The same text in every run, because a checkpoint is matched to its definition by it. */
    @Override
    public String toString() {
      return "'" + new String(utf8, StandardCharsets.UTF_8) + "'";
    }
  }

  /**
   * A field of the reading.
   *
   * @param place counted from 0
   */
  record TextField(int place) implements Text {
    @Override
    public byte[] of(Reading reading) {
      return reading.utf8(place);
    }

    @Override
    public boolean isNull(Reading reading) {
      return reading.isNull(place);
    }
  }

  private static long rounded(long value, long divisor) {
    long quotient = value / divisor;
    long rest = Math.abs(value % divisor);
    return rest >= divisor - rest ? quotient + Long.signum(value) : quotient;
  }

  private static long rounded(BigInteger dividend, BigInteger divisor) {
    BigInteger[] parts = dividend.divideAndRemainder(divisor);
    boolean up = parts[1].abs().shiftLeft(1).compareTo(divisor.abs()) >= 0;
    int sign = dividend.signum() * divisor.signum();
    return (up ? parts[0].add(BigInteger.valueOf(sign)) : parts[0]).longValueExact();
  }
}
