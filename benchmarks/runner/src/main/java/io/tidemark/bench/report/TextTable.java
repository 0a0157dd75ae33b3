package io.tidemark.bench.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.Collection;
import java.util.List;

/** Tables on a terminal, and their columns: names to the left, numbers to the right. */
public final class TextTable {
  private TextTable() {}

  /** A table with a line for each row. */
  public static <T> String table(Collection<T> rows, List<ColumnData<T>> columns) {
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .data(rows, columns)
        .asString();
  }

  public static Column left(String name) {
    return column(name, HorizontalAlign.LEFT);
  }

  public static Column right(String name) {
    return column(name, HorizontalAlign.RIGHT);
  }

  private static Column column(String name, HorizontalAlign align) {
    return new Column().header(name).headerAlign(align).dataAlign(align);
  }
}
