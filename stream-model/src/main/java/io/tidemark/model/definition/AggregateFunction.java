package io.tidemark.model.definition;

import java.util.Locale;

/** The aggregate function of a measure over the readings of a window. */
public enum AggregateFunction {
  /** The number of readings. */
  COUNT,
  /** The number of readings that have a value of the field. */
  COUNT_VALUES,
  /** The exact sum. */
  SUM,
  /** The mean, rounded half up to four places more than the field has. */
  AVG,
  /** The smallest value. */
  MIN,
  /** The largest value. */
  MAX,
  /** The value with the earliest event time; of several at that time, the smallest. */
  FIRST,
  /** The value with the latest event time; of several at that time, the largest. */
  LAST,
  /** The standard deviation of a sample, rounded as an average; none of a single reading. */
  STDDEV,
  /** A HyperLogLog sketch of the values, which estimates the number of distinct values. */
  DISTINCT,
  /** A KLL sketch of the values, which estimates their quantiles. */
  QUANTILES;

  /** Decimal places that an average has beyond those of its field. */
  static final int AVERAGE_SCALE = 4;

  /** The name in a definition. */
  public String keyword() {
    return this == COUNT_VALUES ? COUNT.keyword() : name().toLowerCase(Locale.ROOT);
  }

  /** Whether the field must be a number. */
  public boolean needsNumber() {
    return this == SUM || this == AVG || this == STDDEV || this == QUANTILES;
  }

  /** Whether the column is a sketch, which is merged and not compared. */
  public boolean isSketch() {
    return this == DISTINCT || this == QUANTILES;
  }
}
