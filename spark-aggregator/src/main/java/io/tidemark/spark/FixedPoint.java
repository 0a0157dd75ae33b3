package io.tidemark.spark;

import static org.apache.spark.sql.functions.udf;

import io.tidemark.model.Column.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;

/**
 * Turns counts of a decimal's last place, with which the aggregation reckons, into decimals. It
 * runs once for each window that comes out, not for each reading.
 */
final class FixedPoint {
  /** Spark's widest decimal. */
  private static final int MAX_PRECISION = 38;

  private static final int HALF = 32;

  private FixedPoint() {}

  /** A number that went through the aggregation unchanged. */
  static Column value(Column number, io.tidemark.model.Column column) {
    if (column.type() != Type.DECIMAL) {
      return number;
    }
    int scale = column.scale();
    UDF1<Long, BigDecimal> value =
        unscaled -> unscaled == null ? null : BigDecimal.valueOf(unscaled, scale);
    return udf(value, DataTypes.createDecimalType(MAX_PRECISION, scale)).apply(number);
  }

  /** The number of 64 bits that was added to a multiple of 2⁶⁴. */
  static Column lowest64Bits(Column number) {
    UDF1<BigDecimal, Long> lowest =
        whole -> whole == null ? null : whole.toBigIntegerExact().longValue();
    return udf(lowest, DataTypes.LongType).apply(number);
  }

  /** The sum of two halves: {@code high} counts 2³². */
  static Column sum(Column high, Column low, io.tidemark.model.Column column) {
    int scale = column.scale();
    UDF2<Long, Long, BigDecimal> sum = (h, l) -> new BigDecimal(join(h, l), scale);
    return udf(sum, DataTypes.createDecimalType(MAX_PRECISION, scale)).apply(high, low);
  }

  /**
   * The mean, rounded once, half up.
   *
   * @param fieldScale decimal places of the field; the column has more
   */
  static Column average(
      Column high, Column low, Column count, int fieldScale, io.tidemark.model.Column column) {
    int scale = column.scale();
    UDF3<Long, Long, Long, BigDecimal> average =
        (h, l, n) ->
            new BigDecimal(join(h, l), fieldScale)
                .divide(BigDecimal.valueOf(n), scale, RoundingMode.HALF_UP);
    return udf(average, DataTypes.createDecimalType(MAX_PRECISION, scale)).apply(high, low, count);
  }

  private static BigInteger join(long high, long low) {
    return BigInteger.valueOf(high).shiftLeft(HALF).add(BigInteger.valueOf(low));
  }
}
