package io.tidemark.cli.text;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table for a terminal, with one line per row and columns as wide as their values. Names are
 * left-aligned, numbers right-aligned.
 */
public final class TextTable<T> {
  private static final String NONE = "-";

  private final Collection<T> rows;
  private final List<ColumnData<T>> columns = new ArrayList<>();

  public TextTable(Collection<T> rows) {
    this.rows = rows;
  }

  /** Adds a column of names. */
  public TextTable<T> left(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.LEFT, value);
  }

  /** Adds a right-aligned column of text, for formatted numbers. */
  public TextTable<T> right(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.RIGHT, value);
  }

  /** Adds a column of whole numbers; {@code null} is shown as {@code -}. */
  public TextTable<T> number(String header, Function<T, Long> value) {
    return right(
        header,
        row -> {
          Long number = value.apply(row);
          return number == null ? NONE : HumanFormat.format(number);
        });
  }

  private TextTable<T> column(String header, HorizontalAlign align, Function<T, String> value) {
    columns.add(new Column().header(header).headerAlign(align).dataAlign(align).with(value));
    return this;
  }

  /** Renders the lines, without trailing spaces and without a final line break. */
  public String render() {
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .lineSeparator("\n")
        .data(rows, columns)
        .asString()
        .lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"));
  }
}
