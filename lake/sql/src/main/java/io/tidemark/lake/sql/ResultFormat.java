package io.tidemark.lake.sql;

import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/** How a result is written. */
interface ResultFormat {
  /** After how many rows a format asks again whether somebody reads them. */
  int BETWEEN_CHECKS = 1_000;

  /**
   * Writes a result.
   *
   * @param isRead flushes the output; false when its reader has closed it, as {@code | head} does
   */
  void write(ResultSet rows, PrintWriter out, BooleanSupplier isRead) throws SQLException;
}
