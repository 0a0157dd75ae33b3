package io.tidemark.model.row;

/**
 * Why a record of an aggregated topic is no row, in words. It has no stack trace, because whole
 * topics may be unreadable.
 */
public final class UnreadableRow extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableRow(String problem) {
    super(problem, null, false, false);
  }
}
