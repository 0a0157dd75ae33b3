package io.tidemark.audit.rows;

import java.math.BigDecimal;
import java.util.BitSet;

/** What the audit counts of a row. It is reused for one row after the other. */
public final class CountedRow {
  final GroupKey key = new GroupKey();
  final BigDecimal[] sums;
  long window;
  long readings;
  final BitSet lacking = new BitSet();

  /**
   * @param sums how many sums a row has
   */
  CountedRow(int sums) {
    this.sums = new BigDecimal[sums];
  }

  /** The measures that it lacks, by their place in {@link CountedRowDecoder#columns}. */
  public BitSet lacking() {
    return lacking;
  }

  /** The start of its window, epoch milliseconds. */
  public long window() {
    return window;
  }

  /** At least 1. */
  public long readings() {
    return readings;
  }

  /** The sum of a measure by its place among the sums of the definition; 0 for no value. */
  public BigDecimal sum(int place) {
    return sums[place];
  }

  /** Its groups. */
  public GroupKey key() {
    return key;
  }
}
