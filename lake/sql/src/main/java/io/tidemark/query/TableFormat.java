package io.tidemark.query;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.cli.text.TerminalText;
import io.tidemark.cli.text.TextTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A table for a terminal. It has its first rows alone when the answer is long, for the width of a
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
  public void write(QueryResult result, PrintWriter out, BooleanSupplier isRead) {
    List<List<Object>> shown = new ArrayList<>();
    while (shown.size() < ROWS && result.rows().hasNext()) {
      shown.add(result.rows().next());
    }
    boolean more = result.rows().hasNext();
    out.println(table(result.columns(), shown).render());
    out.flush();
    say.accept(
        more
            ? "the first " + HumanFormat.count(ROWS, "row") + "; --csv and --json show all"
            : HumanFormat.count(shown.size(), "row"));
  }

  private static TextTable<List<Object>> table(List<String> columns, List<List<Object>> shown) {
    TextTable<List<Object>> table = new TextTable<>(shown);
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      String header = TerminalText.harmless(columns.get(i), WIDTH);
      boolean numbers = shown.stream().anyMatch(row -> ResultValue.isNumber(row.get(column)));
      if (numbers) {
        table.right(header, row -> cell(row.get(column)));
      } else {
        table.left(header, row -> cell(row.get(column)));
      }
    }
    return table;
  }

  private static String cell(Object value) {
    return value == null ? NONE : TerminalText.harmless(ResultValue.text(value), WIDTH);
  }
}
