package io.tidemark.lake.sql;

import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** CSV as RFC 4180 has it, with a header; no value is nothing, and an empty text is in quotes. */
final class CsvFormat implements ResultFormat {
  private static final Pattern QUOTED = Pattern.compile("[\",\r\n]|^$|^ | $");
  private static final String LINE_END = "\r\n";

  @Override
  public void write(ResultSet rows, PrintWriter out, BooleanSupplier isRead) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    int width = columns.getColumnCount();
    for (int i = 1; i <= width; i++) {
      cell(out, i, columns.getColumnLabel(i));
    }
    out.print(LINE_END);
    for (long row = 1; rows.next(); row++) {
      for (int i = 1; i <= width; i++) {
        cell(out, i, ResultValue.text(rows.getObject(i)));
      }
      out.print(LINE_END);
      if (row % BETWEEN_CHECKS == 0 && !isRead.getAsBoolean()) {
        return;
      }
    }
  }

  private static void cell(PrintWriter out, int column, String text) {
    if (column > 1) {
      out.print(',');
    }
    if (text != null) {
      out.print(QUOTED.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }
  }
}
