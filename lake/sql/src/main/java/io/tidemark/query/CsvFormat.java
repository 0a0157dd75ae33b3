package io.tidemark.query;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** CSV as RFC 4180 has it, with a header; no value is nothing, and an empty text is in quotes. */
final class CsvFormat implements ResultFormat {
  private static final Pattern QUOTED = Pattern.compile("[\",\r\n]|^$|^ | $");
  private static final String LINE_END = "\r\n";

  @Override
  public void write(QueryResult result, PrintWriter out, BooleanSupplier isRead) {
    line(out, result.columns());
    for (long row = 1; result.rows().hasNext(); row++) {
      line(out, result.rows().next());
      if (row % BETWEEN_CHECKS == 0 && !isRead.getAsBoolean()) {
        return;
      }
    }
  }

  private static void line(PrintWriter out, List<?> values) {
    String between = "";
    for (Object value : values) {
      out.print(between);
      between = ",";
      String text = ResultValue.text(value);
      if (text != null) {
        out.print(QUOTED.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text);
      }
    }
    out.print(LINE_END);
  }
}
