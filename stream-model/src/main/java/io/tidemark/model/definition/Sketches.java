package io.tidemark.model.definition;

/**
 * The sketches of <a href="https://datasketches.apache.org">Apache DataSketches</a> that measures
 * use, with their error bounds. Spark builds them, Kafka transports them, Druid merges them. A
 * merged sketch is as exact as one sketch of all the readings.
 */
public final class Sketches {
  /** A HyperLogLog sketch has 2 to this many registers, Druid's default. */
  public static final int HLL_LOG2_REGISTERS = 12;

  /**
   * How far the number of different values may be off, as a share of the true number: three
   * standard deviations of 1.04 / √4096, so one estimate in 370 may be farther off. Up to some 200
   * values the sketch keeps them all and is exact but for chance of 1 in 2²⁶ for each pair.
   */
  public static final double DISTINCT_ERROR = 3 * 1.04 / 64;

  /** The k of a KLL sketch, the default of the library and of Druid. */
  public static final int KLL_K = 200;

  /**
   * How far the rank of a quantile may be off, with 99 % confidence: the estimate for 0.95 lies
   * between the quantiles of 0.9367 and 0.9633.
   */
  public static final double RANK_ERROR = 0.0133;

  private Sketches() {}
}
