package io.tidemark.audit.report;

import io.tidemark.cli.text.HumanFormat;

/**
 * Words how many readings differ.
 *
 * @param readings too many or, negative, missing
 */
record DifferenceText(long readings) {
  /** {@code 12 missing}, {@code 12 too many}. */
  @Override
  public String toString() {
    return HumanFormat.format(Math.abs(readings)) + (readings < 0 ? " missing" : " too many");
  }
}
