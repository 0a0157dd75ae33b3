package io.tidemark.model;

/** What a measure computes over the readings of a window. */
public enum Function {
  /** The number of readings. */
  COUNT,
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
  LAST;

  /** Decimal places that an average has beyond those of its field. */
  static final int AVERAGE_SCALE = 4;

  /** The name in a definition. */
  public String keyword() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
