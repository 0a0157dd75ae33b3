package io.tidemark.query;

import java.io.PrintWriter;
import java.util.function.BooleanSupplier;

/** How an answer is written. */
interface ResultFormat {
  /** After how many rows a format asks again whether somebody reads them. */
  int BETWEEN_CHECKS = 1_000;

  /**
   * Writes an answer.
   *
   * @param isRead flushes the output; false when its reader has closed it, as {@code | head} does
   */
  void write(QueryResult result, PrintWriter out, BooleanSupplier isRead);
}
