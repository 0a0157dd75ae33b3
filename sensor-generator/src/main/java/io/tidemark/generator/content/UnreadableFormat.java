package io.tidemark.generator.content;

import io.tidemark.cli.UsageError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** File formats that are recognized from their first bytes and refused, each with a way out. */
public enum UnreadableFormat {
  PARQUET("PAR1", "a Parquet file", Advice.DUCKDB),
  ORC(
      "ORC",
      "an ORC file",
      "convert it: python3 -c \"import pyarrow.orc as o, pyarrow.csv as c;"
          + " c.write_csv(o.read_table('FILE'), 'FILE.csv')\""),
  AVRO(
      "Obj\u0001",
      "an Avro file",
      "convert it: avro-tools tojson 'FILE' | ./tidemark generate --from -"),
  ARROW(
      "ARROW1\0\0",
      "an Arrow or Feather file",
      "convert it: python3 -c \"import pyarrow.feather as f, pyarrow.csv as c;"
          + " c.write_csv(f.read_table('FILE'), 'FILE.csv')\""),
  SQLITE(
      "SQLite format 3\0",
      "an SQLite database",
      "export a table: sqlite3 -csv -header 'FILE' 'SELECT * FROM …' | ./tidemark generate --from"
          + " - --format csv"),
  /** The magic behind the digit of its level. */
  BZIP2("1AY&SY", "a bzip2 file", "unpack it: bzip2 -dc 'FILE'" + Advice.PIPE),
  XZ(bytes("fd377a585a00"), "an xz file", "unpack it: xz -dc 'FILE'" + Advice.PIPE),
  LZ4(bytes("04224d18"), "an lz4 file", "unpack it: lz4 -dc 'FILE'" + Advice.PIPE),
  SEVEN_ZIP(bytes("377abcaf271c"), "a 7z archive", "unpack it: 7z x -so 'FILE'" + Advice.PIPE),
  RAR("Rar!\u001a\u0007", "a RAR archive", "unpack it, and replay one file after the other"),
  XLS(bytes("d0cf11e0a1b11ae1"), "an Excel or other old Office file", Advice.SPREADSHEET),
  /** Recognized by its place behind the name of the first file. */
  TAR(null, "a tar archive", "unpack it: tar -xOf 'FILE'" + Advice.PIPE),
  /** Recognized by a file in its zip archive. */
  XLSX(null, "an Excel or other Office file", Advice.SPREADSHEET),
  /** Recognized by a file in its zip archive. */
  OPEN_DOCUMENT(null, "an OpenDocument file", Advice.SPREADSHEET);

  /** What several formats have in common; constants of the enum cannot use its own fields. */
  private static final class Advice {
    static final String PIPE = " | ./tidemark generate --from -";
    static final String DUCKDB = "convert it: duckdb -c \"COPY (FROM 'FILE') TO 'FILE.csv'\"";
    static final String SPREADSHEET =
        "save it as CSV, for example with: libreoffice --headless --convert-to csv 'FILE'";
  }

  private static final int TAR_MAGIC_AT = 257;

  /** A control character follows the magic of a binary file within so many bytes. */
  private static final int BINARY_WITHIN = 16;

  private final String magic;
  private final String what;
  private final String advice;

  UnreadableFormat(String magic, String what, String advice) {
    this.magic = magic;
    this.what = what;
    this.advice = advice;
  }

  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  /**
   * Checks the first bytes of a recording.
   *
   * @param name of the recording, for messages
   * @throws UsageError when they are those of a format that is not read
   */
  public static void refuse(PeekedInput in, String name) throws IOException {
    for (UnreadableFormat format : values()) {
      if (format.is(in)) {
        throw format.error(name);
      }
    }
  }

  private boolean is(PeekedInput in) throws IOException {
    return switch (this) {
      case TAR -> isTar(in);
      case BZIP2 -> hasAt(in, 0, "BZh") && hasAt(in, 4, magic);
      // a column of a CSV file may have such a name
      case PARQUET, ORC -> hasAt(in, 0, magic) && isBinary(in, magic.length());
      default -> magic != null && hasAt(in, 0, magic);
    };
  }

  private static boolean isBinary(PeekedInput in, int from) throws IOException {
    for (int i = from; i < from + BINARY_WITHIN; i++) {
      int next = in.peek(i);
      if (next < 0 || next == '\n') {
        return false;
      }
      if (next < ' ' && next != '\t' && next != '\r') {
        return true;
      }
    }
    return false;
  }

  private static boolean hasAt(PeekedInput in, int from, String magic) throws IOException {
    for (int i = 0; i < magic.length(); i++) {
      if (in.peek(from + i) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A line end before the magic rules it out, so a pipe of lines need not be waited for. */
  private static boolean isTar(PeekedInput in) throws IOException {
    for (int i = 0; i < TAR_MAGIC_AT; i++) {
      int next = in.peek(i);
      if (next < 0 || next == '\n') {
        return false;
      }
    }
    return hasAt(in, TAR_MAGIC_AT, "ustar");
  }

  UsageError error(String name) {
    return new UsageError(
        "--from: expected JSON or CSV, plain or in gzip, zstd or zip, found "
            + what
            + ", "
            + name
            + "; "
            + advice.replace("FILE", name));
  }
}
