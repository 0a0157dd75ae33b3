package io.tidemark.generator.replay;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.generator.content.PeekedInput;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.options.RecordingOptions.Format;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The first records of a recording, read without a definition. A row of a CSV file is an object
 * whose members have the names of the columns: a cell that is a JSON number stands bare, any other
 * cell as text, an empty cell is left out.
 *
 * @param format of the recording
 * @param separator of the cells of a CSV file; null for JSON
 * @param usualSeparator whether a replay chooses this separator by itself
 * @param columns of a CSV file in order, blanks around them stripped; empty for JSON
 * @param records in order, without blank lines
 * @param more whether the recording goes on
 */
public record RecordingSample(
    Format format,
    String separator,
    boolean usualSeparator,
    List<String> columns,
    List<SampledRecord> records,
    boolean more) {

  /** The largest sample in bytes. */
  private static final long MOST_BYTES = 16L << 20;

  /** The longest record, the default of Kafka's max.request.size. */
  private static final int LONGEST = 1 << 20;

  private static final char[] SEPARATORS = {',', ';', '\t', '|'};

  /** A cell of data: a number, or the beginning of a time. */
  private static final Pattern DATA =
      Pattern.compile("[+-]?[0-9]*[.,]?[0-9]+([eE][+-]?[0-9]+)?|[0-9]{1,4}[-/.][0-9]{1,2}[-/.].*");

  /**
   * A record.
   *
   * @param value in the form in which a replay sends it
   * @param problem why it cannot be read, if that is known before decoding; otherwise null
   */
  public record SampledRecord(byte[] value, String problem) {}

  public RecordingSample {
    columns = List.copyOf(columns);
    records = List.copyOf(records);
  }

  /**
   * Reads the beginning of a recording.
   *
   * @param options the name of the recording, its format, character set, and columns
   * @param most the largest number of records
   * @throws UsageError when the recording cannot be opened or has a format that is not read
   * @throws UserError when its beginning cannot be read
   */
  public static RecordingSample read(RecordingOptions options, int most) {
    try (Recording recording = Recording.open(options)) {
      PeekedInput in = recording.content(options.charset());
      RecordSource source = new RecordSource(null, options, LONGEST, line -> {});
      Format format = source.format(recording.contentName(), in);
      if (format != Format.CSV) {
        RecordedRecords records =
            format == Format.JSONL
                ? new LineRecords(in, LONGEST)
                : new JsonValueRecords(in, LONGEST);
        return of(format, null, true, List.of(), records, most);
      }
      return rows(options, recording, in, most);
    } catch (IOException e) {
      throw new UserError("cannot read " + options.from + ": " + e.getMessage(), e);
    }
  }

  private static RecordingSample rows(
      RecordingOptions options, Recording recording, PeekedInput in, int most) throws IOException {
    byte[] first = firstRow(in);
    char usual = Recording.separator(recording.contentName());
    CsvRow row = new CsvRow(usual);
    char separator = usual;
    int cells = row.cells(first) == null ? 0 : row.cells(first).size();
    for (char other : SEPARATORS) {
      List<String> otherCells = new CsvRow(other).cells(first);
      if (otherCells != null && otherCells.size() > cells) {
        cells = otherCells.size();
        separator = other;
        row = new CsvRow(other);
      }
    }
    List<String> header = row.cells(first);
    if (first.length > 0 && options.columns == null) {
      requireHeader(recording.name(), header);
    }
    List<String> columns =
        (options.columns == null ? header == null ? List.<String>of() : header : options.columns)
            .stream().map(String::strip).toList();
    boolean searched = options.columns == null && !contains(first, usual);
    boolean found = separator == usual || first.length == 0 || searched;
    if (columns.isEmpty()) {
      return of(Format.CSV, row.separator(), found, columns, RecordedRecords.NONE, most);
    }
    CsvRecords records =
        new CsvRecords(
            everyColumn(columns),
            recording.name(),
            new LineRecords(in, LONGEST),
            LONGEST,
            separator,
            true,
            options.columns == null ? null : columns,
            line -> {});
    return of(Format.CSV, row.separator(), found, columns, records, most);
  }

  private static boolean contains(byte[] text, char character) {
    for (byte one : text) {
      if (one == character) {
        return true;
      }
    }
    return false;
  }

  private static void requireHeader(String name, List<String> cells) {
    long data =
        cells == null
            ? 0
            : cells.stream().filter(cell -> DATA.matcher(cell.strip()).matches()).count();
    if (cells == null || data * 2 >= cells.size()) {
      throw new UsageError(
          name
              + ": expected a first line with the names of the columns, found "
              + (cells == null
                  ? "none that can be read; --charset says if it is not UTF-8, as ISO-8859-1"
                  : Excerpt.of(String.join(", ", cells)))
              + "; name them with --columns time,id,value");
    }
  }

  /** The first row that is neither blank nor a comment, without reading it; empty if none. */
  private static byte[] firstRow(PeekedInput in) throws IOException {
    CsvRow row = new CsvRow(',');
    int at = in.startsWith(0xef, 0xbb, 0xbf) ? 3 : 0;
    while (at < LONGEST && in.peek(at) >= 0) {
      byte[] line = line(in, at);
      at += line.length + 1;
      if (LineRecords.isBlank(line) || line[0] == '#') {
        continue;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(line);
      boolean open = row.staysOpen(line);
      while (open && at < LONGEST && in.peek(at) >= 0) {
        byte[] next = line(in, at);
        at += next.length + 1;
        all.write('\n');
        all.writeBytes(next);
        open = row.staysOpenAfter(next);
      }
      return open ? line : all.toByteArray();
    }
    return new byte[0];
  }

  private static byte[] line(PeekedInput in, int from) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int at = from; at < LONGEST && in.peek(at) >= 0 && in.peek(at) != '\n'; at++) {
      line.write(in.peek(at));
    }
    return line.toByteArray();
  }

  /** A raw section that has a field for every column whose name stands once. */
  private static StreamDefinition.Raw everyColumn(List<String> columns) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> repeated = new HashSet<>();
    columns.stream().filter(name -> !names.add(name)).forEach(repeated::add);
    names.removeAll(repeated);
    if (names.isEmpty()) {
      throw new UsageError(
          "expected columns with different names, found "
              + Excerpt.of(String.join(", ", columns))
              + "; name them with --columns");
    }
    List<Field> fields =
        names.stream().map(name -> new Field(name, FieldType.INT, 0, null, null)).toList();
    return new StreamDefinition.Raw(
        "sample", null, fields.get(0), fields, List.of(), StreamDefinition.Flood.DEFAULT);
  }

  private static RecordingSample of(
      Format format,
      String separator,
      boolean usualSeparator,
      List<String> columns,
      RecordedRecords source,
      int most) {
    List<SampledRecord> records = new ArrayList<>();
    long bytes = 0;
    boolean more = false;
    try {
      for (byte[] next = source.next(); next != null; next = source.next()) {
        if (next != RecordedRecords.TOO_LONG && LineRecords.isBlank(next)) {
          continue;
        }
        bytes += next.length;
        if (records.size() == most || bytes > MOST_BYTES) {
          more = true;
          break;
        }
        records.add(
            next == RecordedRecords.TOO_LONG
                ? new SampledRecord(next, "longer than " + LONGEST + " bytes")
                : new SampledRecord(next, source.problem()));
      }
    } catch (IOException e) {
      if (records.isEmpty()) {
        throw new UserError("cannot read the recording: " + e.getMessage(), e);
      }
      more = true;
    }
    return new RecordingSample(format, separator, usualSeparator, columns, records, more);
  }
}
