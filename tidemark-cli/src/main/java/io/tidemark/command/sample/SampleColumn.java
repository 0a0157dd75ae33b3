package io.tidemark.command.sample;

import io.tidemark.model.definition.Location;
import java.util.ArrayList;
import java.util.List;

/** The values at one place of the records of a sample. */
final class SampleColumn {
  /** What a value is in JSON. */
  enum Kind {
    NULL,
    BOOLEAN,
    NUMBER,
    TEXT
  }

  /** A value; a number has its digits as they stand. */
  record Cell(Kind kind, String text) {
    /** The text without blanks around it. */
    String trimmed() {
      return text.strip();
    }
  }

  private final Location location;
  private final Cell[] cells;
  private int seen;

  SampleColumn(Location location, int records) {
    this.location = location;
    cells = new Cell[records];
  }

  /** Sets the value of a record; of several the last one counts. */
  void set(int index, Cell cell) {
    seen += cells[index] == null ? 1 : 0;
    cells[index] = cell;
  }

  /** The values in some of the records alone. */
  SampleColumn only(boolean[] wanted) {
    SampleColumn some = new SampleColumn(location, cells.length);
    for (int i = 0; i < cells.length; i++) {
      if (wanted[i] && cells[i] != null) {
        some.set(i, cells[i]);
      }
    }
    return some;
  }

  Location location() {
    return location;
  }

  /** The value of a record, or null. */
  Cell cell(int index) {
    return cells[index];
  }

  int records() {
    return cells.length;
  }

  /** The number of records that have it. */
  int seen() {
    return seen;
  }

  /** The values that are neither missing nor null. */
  List<Cell> values() {
    List<Cell> values = new ArrayList<>();
    for (Cell cell : cells) {
      if (cell != null && cell.kind() != Kind.NULL) {
        values.add(cell);
      }
    }
    return values;
  }

  /** The path, for people. */
  String path() {
    return location.path();
  }
}
