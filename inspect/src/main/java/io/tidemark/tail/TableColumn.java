package io.tidemark.tail;

import io.tidemark.cli.text.TerminalText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * A column of an unbounded table: its width is fixed before its values are known.
 *
 * @param width the usual width of the values, in characters
 * @param number whether values are right-aligned and may be wider than the column
 */
record TableColumn(String name, int width, boolean number) {
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

  /**
   * The most characters of a number that a definition allows; a longer value is not such a number.
   */
  private static final int LONGEST_NUMBER = 64;

  static TableColumn instant(String name) {
    return new TableColumn(name, 24, false);
  }

  static TableColumn number(String name, int width) {
    return new TableColumn(name, width, true);
  }

  static TableColumn text(String name, int width) {
    return new TableColumn(name, width, false);
  }

  /** ISO 8601 in UTC, always with milliseconds. */
  static String instant(long millis) {
    return MILLIS.format(Instant.ofEpochMilli(millis));
  }

  String header() {
    return pad(name);
  }

  /** A value with control characters escaped, padded or cut to the width of the column. */
  String cell(String value) {
    return pad(TerminalText.harmless(value, number ? LONGEST_NUMBER : shownWidth()));
  }

  private String pad(String value) {
    String space = " ".repeat(Math.max(0, shownWidth() - value.codePointCount(0, value.length())));
    return number ? space + value : value + space;
  }

  private int shownWidth() {
    return Math.max(width, name.length());
  }
}
