package io.tidemark.model.value;

/** The powers of ten that fit a long. */
public final class PowersOfTen {
  /** The largest exponent. */
  public static final int MOST = 18;

  private static final long[] POWERS = new long[MOST + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private PowersOfTen() {}

  /**
   * @param exponent from 0 to {@value #MOST}
   */
  public static long of(int exponent) {
    return POWERS[exponent];
  }
}
