package io.tidemark.lake.sql;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.cli.text.TerminalText;
import io.tidemark.cli.text.TextTable;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A table for a terminal. It has its first rows alone when the result is long, for the width of a
 * column follows from all of them.
 *
 * @param say receives a line about the rows
 */
record TableFormat(Consumer<String> say) implements ResultFormat {
  /** The most rows that a table shows. */
  static final int ROWS = 1_000;

  private static final int WIDTH = 200;
  private static final String NONE = "-";

  @Override
  public void write(ResultSet rows, PrintWriter out, BooleanSupplier isRead) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    int width = columns.getColumnCount();
    List<Object[]> shown = new ArrayList<>();
    boolean more = false;
    while (rows.next()) {
      if (shown.size() == ROWS) {
        more = true;
        break;
      }
      Object[] row = new Object[width];
      for (int i = 0; i < width; i++) {
        // here, because a value of bytes ends with its row
        Object value = rows.getObject(i + 1);
        row[i] = ResultValue.isNumber(value) ? value : ResultValue.text(value);
      }
      shown.add(row);
    }
    out.println(table(columns, shown).render());
    out.flush();
    say.accept(
        more
            ? "the first " + HumanFormat.count(ROWS, "row") + "; --csv and --json show all"
            : HumanFormat.count(shown.size(), "row"));
  }

  private static TextTable<Object[]> table(ResultSetMetaData columns, List<Object[]> shown)
      throws SQLException {
    TextTable<Object[]> table = new TextTable<>(shown);
    for (int i = 0; i < columns.getColumnCount(); i++) {
      int column = i;
      String header = TerminalText.harmless(columns.getColumnLabel(i + 1), WIDTH);
      boolean numbers = shown.stream().anyMatch(row -> ResultValue.isNumber(row[column]));
      if (numbers) {
        table.right(header, row -> cell(row[column]));
      } else {
        table.left(header, row -> cell(row[column]));
      }
    }
    return table;
  }

  private static String cell(Object value) {
    if (value == null) {
      return NONE;
    }
    try {
      return TerminalText.harmless(ResultValue.text(value), WIDTH);
    } catch (SQLException e) {
      throw new IllegalStateException("numbers and texts need no connection", e);
    }
  }
}
