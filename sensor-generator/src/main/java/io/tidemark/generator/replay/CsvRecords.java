package io.tidemark.generator.replay;

import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.RowEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rows of a CSV file (RFC 4180) as raw records. A quoted value may span several lines; a quote
 * that is never closed affects its own line only. A line that is no valid row becomes a record
 * unchanged.
 */
final class CsvRecords implements RecordedRecords {
  private static final byte COMMENT = '#';
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};

  private final StreamDefinition.Raw raw;
  private final String where;
  private final RecordedRecords lines;
  private final int longest;
  private final boolean separatorIsGiven;
  private final Consumer<String> say;

  private final int columns;

  private CsvRow row;

  /** The problem of the last row, or null. */
  private String problem;

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
   * @param separatorIsGiven whether no other separator is tried for the header
   * @param columns the column names in order; null to read them from the first line, behind the
   *     comments, lines that begin with {@code #}
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
      boolean separatorIsGiven,
      List<String> columns,
      Consumer<String> say)
      throws IOException {
    this.raw = raw;
    this.where = where;
    this.lines = lines;
    this.longest = longest;
    this.separatorIsGiven = separatorIsGiven;
    this.say = say;
    row = new CsvRow(separator);
    CsvHeader header = columns == null ? header() : CsvHeader.of(raw, columns);
    made = header == null ? null : records(header, columns != null);
    this.columns = header == null ? 0 : header.columns().size();
    if (!row.separator().equals(CsvRow.label(separator))) {
      say.accept("note: " + where + ": the columns are separated by '" + row.separator() + "'");
    }
  }

  /** The separator in use, for messages. */
  String separator() {
    return row.separator();
  }

  @Override
  public byte[] next() throws IOException {
    problem = null;
    byte[] text = nextRow();
    if (text == null || text == TOO_LONG || LineRecords.isBlank(text)) {
      return text;
    }
    List<String> cells = row.cells(text);
    if (cells == null) {
      problem = row.problem();
      return text;
    }
    byte[] record = made.of(cells);
    if (record == null) {
      problem = "expected " + columns + " cells, as the header has, found " + cells.size();
      return text;
    }
    return record;
  }

  @Override
  public String problem() {
    return problem;
  }

  /** The columns in the first line that is no comment; null when there is none. */
  private CsvHeader header() throws IOException {
    for (byte[] next = nextLine(); next != null; next = nextLine()) {
      boolean comment = next.length > 0 && next[0] == COMMENT;
      if (comment) {
        CsvHeader header = headerInComment(next);
        if (header != null) {
          return header;
        }
      } else if (next == TOO_LONG || !LineRecords.isBlank(next)) {
        back.addFirst(next);
        return header(nextRow());
      }
    }
    return null;
  }

  /**
   * Some programs write the header as a comment; null when it does not name all required values. A
   * single name is not enough if there are more: it may be a word of a sentence.
   */
  private CsvHeader headerInComment(byte[] comment) {
    CsvRow before = row;
    for (byte[] text : List.of(comment, Arrays.copyOfRange(comment, 1, comment.length))) {
      CsvHeader header = header(text);
      int enough = Math.min(2, header.expected().size());
      if (header.missing().isEmpty() && header.found() >= enough) {
        return header;
      }
      row = before;
    }
    return null;
  }

  /** The columns in a line, with the separator that finds most of them. */
  private CsvHeader header(byte[] text) {
    CsvHeader best = header(text, row);
    if (best.found() > 0 || separatorIsGiven) {
      return best;
    }
    for (char separator : SEPARATORS) {
      CsvRow other = new CsvRow(separator);
      CsvHeader header = header(text, other);
      if (header.found() > best.found()) {
        best = header;
        row = other;
      }
    }
    return best;
  }

  private CsvHeader header(byte[] text, CsvRow row) {
    List<String> names = text == TOO_LONG ? null : row.cells(text);
    return CsvHeader.of(raw, names == null ? List.of() : names);
  }

  private RowEncoder records(CsvHeader header, boolean more) {
    if (header.repeated() != null) {
      long columns = header.columns().stream().filter(header.repeated()::equals).count();
      throw new UsageError(
          where + ": expected one column named " + header.repeated() + ", found " + columns);
    }
    if (header.found() == 0) {
      throw new UsageError(
          where
              + ": expected columns named as the fields "
              + String.join(", ", header.expected())
              + " with '"
              + row.separator()
              + "' between them, found "
              + (header.columns().isEmpty()
                  ? "none that can be read: the lines end with a carriage return alone (use tr"
                      + " '\\r' '\\n'), or --charset says another encoding than UTF-8"
                  : Excerpt.of(String.join(", ", header.columns())))
              + "; name them with --columns, or say what separates them with --separator");
    }
    if (!header.missing().isEmpty()) {
      say.accept("note: " + where + ": no column is named " + String.join(", ", header.missing()));
    }
    return new RowEncoder(raw, header.columns(), more);
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
      byte[] all = joined(first, more);
      // what closed it may be the quote of a cell in another row
      if (!row.hasBrokenQuotes(all)) {
        return all;
      }
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
