package io.tidemark.generator.replay;

import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The rows of a CSV file (RFC 4180) as raw records. A quoted value may span several lines; a quote
 * that is never closed affects its own line only. A line that is no valid row becomes a record
 * unchanged.
 */
final class CsvRecords implements RecordedRecords {
  private final StreamDefinition.Raw raw;
  private final String where;
  private final RecordedRecords lines;
  private final int longest;
  private final CsvRow row;
  private final Consumer<String> say;

  /** Encodes rows as records; null when the file is empty. */
  private final RowEncoder made;

  /** Lines that were read ahead in search of a closing quote that does not exist. */
  private final Deque<byte[]> back = new ArrayDeque<>();

  /** The read error during that search, or null. */
  private IOException broken;

  private long line;

  /**
   * @param where the place of the column names, for messages
   * @param lines of the file
   * @param longest the maximum length of a row in bytes
   * @param columns the column names in order; null to read them from the first line
   * @param say receives messages for the user
   * @throws UsageError when no column is a field
   * @throws IOException when the first line cannot be read
   */
  CsvRecords(
      StreamDefinition.Raw raw,
      String where,
      RecordedRecords lines,
      int longest,
      char separator,
      List<String> columns,
      Consumer<String> say)
      throws IOException {
    this.raw = raw;
    this.where = where;
    this.lines = lines;
    this.longest = longest;
    this.say = say;
    row = new CsvRow(separator);
    List<String> names = columns == null ? header() : columns;
    made = names == null ? null : records(names, columns != null);
  }

  @Override
  public byte[] next() throws IOException {
    byte[] text = nextRow();
    if (text == null || text == TOO_LONG || LineRecords.isBlank(text)) {
      return text;
    }
    List<String> cells = row.cells(text);
    byte[] record = cells == null ? null : made.of(cells);
    return record == null ? text : record;
  }

  /** The column names in the first line; null when there is no line. */
  private List<String> header() throws IOException {
    byte[] text = nextRow();
    while (text != null && text != TOO_LONG && LineRecords.isBlank(text)) {
      text = nextRow();
    }
    if (text == null) {
      return null;
    }
    List<String> names = text == TOO_LONG ? null : row.cells(text);
    return names == null ? List.of() : names;
  }

  private RowEncoder records(List<String> columns, boolean more) {
    List<String> names = columns.stream().map(String::strip).toList();
    List<String> missing = new ArrayList<>();
    for (Field field : raw.fields()) {
      long columnsOfThatName = names.stream().filter(field.name()::equals).count();
      if (columnsOfThatName > 1) {
        throw new UsageError(
            where + ": expected one column named " + field.name() + ", found " + columnsOfThatName);
      }
      if (columnsOfThatName == 0) {
        missing.add(field.name());
      }
    }
    String separated = " with '" + row.separator() + "' between them";
    if (missing.size() == raw.fields().size()) {
      throw new UsageError(
          where
              + ": expected columns named as the fields "
              + raw.fields().stream().map(Field::name).collect(Collectors.joining(", "))
              + separated
              + ", found "
              + shortened(String.join(", ", names))
              + "; name them with --columns, or say what separates them with --separator");
    }
    if (!missing.isEmpty()) {
      say.accept("note: " + where + ": no column is named " + String.join(", ", missing));
    }
    return new RowEncoder(raw, names, more);
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  /** The lines of the next row. */
  private byte[] nextRow() throws IOException {
    byte[] first = nextLine();
    line = lines.lines() - back.size();
    if (first == null || first == TOO_LONG || !row.staysOpen(first)) {
      return first;
    }
    List<byte[]> more = new ArrayList<>();
    long size = first.length;
    boolean closed = false;
    while (!closed && size < longest) {
      byte[] next = nextLineOrBreak();
      if (next == null) {
        break;
      }
      more.add(next);
      size += 1 + next.length;
      if (next == TOO_LONG) {
        break;
      }
      closed = !row.staysOpenAfter(next);
    }
    if (closed && size <= longest) {
      return joined(first, more);
    }
    // the lines after an unclosed quote are separate rows
    for (int i = more.size() - 1; i >= 0; i--) {
      back.addFirst(more.get(i));
    }
    return first;
  }

  private static byte[] joined(byte[] first, List<byte[]> more) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    for (byte[] next : more) {
      all.write('\n');
      all.writeBytes(next);
    }
    return all.toByteArray();
  }

  private byte[] nextLineOrBreak() {
    try {
      return nextLine();
    } catch (IOException e) {
      broken = e;
      return null;
    }
  }

  private byte[] nextLine() throws IOException {
    if (!back.isEmpty()) {
      return back.removeFirst();
    }
    if (broken != null) {
      throw broken;
    }
    return lines.next();
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public long lines() {
    return lines.lines() - back.size();
  }
}
