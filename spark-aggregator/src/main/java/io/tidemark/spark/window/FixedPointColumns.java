package io.tidemark.spark.window;

import static org.apache.spark.sql.functions.udf;

import io.tidemark.model.definition.AggregatedColumn.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF7;
import org.apache.spark.sql.types.DataTypes;

/**
 * Converts the fixed-point numbers of the aggregation (counts of the last decimal place) to
 * decimals. It runs once for each window, not for each reading.
 */
final class FixedPointColumns {
  /** Spark's widest decimal. */
  private static final int MAX_PRECISION = 38;

  private static final int HALF = 32;

  private FixedPointColumns() {}

  /** A value that the aggregation does not change; null for null. */
  static Column value(Column number, io.tidemark.model.definition.AggregatedColumn column) {
    if (column.type() == Type.BOOLEAN) {
      return bool(number);
    }
    if (column.type() != Type.DECIMAL) {
      return number;
    }
    int scale = column.scale();
    UDF1<Long, BigDecimal> value =
        unscaled -> unscaled == null ? null : BigDecimal.valueOf(unscaled, scale);
    return udf(value, DataTypes.createDecimalType(MAX_PRECISION, scale)).apply(number);
  }

  /** True for 1, false for 0, null for null. */
  static Column bool(Column number) {
    return number.equalTo(1L);
  }

  /** The number of 64 bits that was added to a multiple of 2⁶⁴. */
  static Column lowest64Bits(Column number) {
    UDF1<BigDecimal, Long> lowest =
        whole -> whole == null ? null : whole.toBigIntegerExact().longValue();
    return udf(lowest, DataTypes.LongType).apply(number);
  }

  /** The sum of two halves: {@code high} counts 2³²; null for nulls. */
  static Column sum(Column high, Column low, io.tidemark.model.definition.AggregatedColumn column) {
    int scale = column.scale();
    UDF2<Long, Long, BigDecimal> sum =
        (h, l) -> h == null ? null : new BigDecimal(join(h, l), scale);
    return udf(sum, DataTypes.createDecimalType(MAX_PRECISION, scale)).apply(high, low);
  }

  /**
   * The mean, rounded once, half up; null without values.
   *
   * @param count the number of values
   * @param fieldScale decimal places of the field; the column has more
   */
  static Column average(
      Column high,
      Column low,
      Column count,
      int fieldScale,
      io.tidemark.model.definition.AggregatedColumn column) {
    int scale = column.scale();
    UDF3<Long, Long, Long, BigDecimal> average =
        (h, l, n) ->
            n == 0
                ? null
                : new BigDecimal(join(h, l), fieldScale)
                    .divide(BigDecimal.valueOf(n), scale, RoundingMode.HALF_UP);
    return udf(average, DataTypes.createDecimalType(MAX_PRECISION, scale)).apply(high, low, count);
  }

  /**
   * The standard deviation of a sample, rounded once, half up; null for fewer than two values.
   *
   * @param states the two halves of the sum and the four quarters of the sum of squares
   * @param count the number of values
   * @param fieldScale decimal places of the field; the column has more
   */
  static Column deviation(
      Column[] states,
      Column count,
      int fieldScale,
      io.tidemark.model.definition.AggregatedColumn column) {
    int scale = column.scale();
    UDF7<Long, Long, Long, Long, Long, Long, Long, BigDecimal> deviation =
        (high, low, s0, s1, s2, s3, n) ->
            n < 2
                ? null
                : deviation(join(high, low), squares(s0, s1, s2, s3), n, fieldScale, scale);
    return udf(deviation, DataTypes.createDecimalType(MAX_PRECISION, scale))
        .apply(states[0], states[1], states[2], states[3], states[4], states[5], count);
  }

  /** √((n Σx² − (Σx)²) / (n (n − 1))), in whole numbers to the last step. */
  private static BigDecimal deviation(
      BigInteger sum, BigInteger squares, long count, int fieldScale, int scale) {
    BigInteger n = BigInteger.valueOf(count);
    BigInteger above = n.multiply(squares).subtract(sum.multiply(sum));
    BigInteger below = n.multiply(n.subtract(BigInteger.ONE));
    // twice the root in the last decimal place of the result, to round it half up
    BigInteger twice =
        above
            .multiply(BigInteger.TEN.pow(2 * (scale - fieldScale)))
            .shiftLeft(2)
            .divide(below)
            .sqrt();
    return new BigDecimal(twice.add(BigInteger.ONE).shiftRight(1), scale);
  }

  private static BigInteger squares(long... quarters) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = quarters.length - 1; i >= 0; i--) {
      sum = sum.shiftLeft(HALF).add(BigInteger.valueOf(quarters[i]));
    }
    return sum;
  }

  private static BigInteger join(long high, long low) {
    return BigInteger.valueOf(high).shiftLeft(HALF).add(BigInteger.valueOf(low));
  }
}
