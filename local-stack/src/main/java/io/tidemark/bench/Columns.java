package io.tidemark.bench;

import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;

/** Columns of a table on a terminal: names to the left, numbers to the right. */
final class Columns {
  private Columns() {}

  static Column left(String name) {
    return column(name, HorizontalAlign.LEFT);
  }

  static Column right(String name) {
    return column(name, HorizontalAlign.RIGHT);
  }

  private static Column column(String name, HorizontalAlign align) {
    return new Column().header(name).headerAlign(align).dataAlign(align);
  }
}
