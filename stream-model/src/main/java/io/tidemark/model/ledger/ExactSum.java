package io.tidemark.model.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;

/** A sum of 64-bit numbers that never overflows, with one addition for each number. */
public final class ExactSum {
  private BigInteger beyond = BigInteger.ZERO;
  private long sum;

  public void add(long value) {
    long next = sum + value;
    if (((sum ^ next) & (value ^ next)) < 0) {
      beyond = beyond.add(BigInteger.valueOf(sum));
      next = value;
    }
    sum = next;
  }

  /** Adds another sum. */
  public void add(ExactSum other) {
    add(other.sum);
    beyond = beyond.add(other.beyond);
  }

  /** Adds a number of any size. */
  public void add(BigInteger value) {
    beyond = beyond.add(value);
  }

  /** Subtracts a number that was added. */
  public void subtract(long value) {
    if (value == Long.MIN_VALUE) {
      beyond = beyond.subtract(BigInteger.valueOf(value));
    } else {
      add(-value);
    }
  }

  /**
   * The sum as a decimal.
   *
   * @param scale how many of its digits are decimal places
   */
  public BigDecimal toDecimal(int scale) {
    return new BigDecimal(beyond.add(BigInteger.valueOf(sum)), scale);
  }
}
