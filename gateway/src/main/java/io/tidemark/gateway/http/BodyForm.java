package io.tidemark.gateway.http;

import io.tidemark.gateway.reading.BadBody;
import io.tidemark.gateway.reading.BodyRecords;
import io.tidemark.gateway.reading.GzipBody;
import java.util.Locale;

/**
 * How a body is written, by its headers.
 *
 * @param lines whether each line is a record; otherwise it is JSON
 * @param gzip whether it is packed
 */
record BodyForm(boolean lines, boolean gzip) {
  private static final String LINES = "application/x-ndjson";

  /**
   * Reads the headers.
   *
   * @param type {@code Content-Type}, or null
   * @param encoding {@code Content-Encoding}, or null
   * @throws BadBody when they name a form that is not read (415)
   */
  static BodyForm of(String type, String encoding) throws BadBody {
    String[] parts = type == null ? new String[] {""} : type.toLowerCase(Locale.ROOT).split(";");
    String name = parts[0].strip();
    if (!name.equals(Answer.JSON) && !name.equals(LINES)) {
      throw new BadBody(
          415,
          "expected the Content-Type application/json, for an object or an array, or "
              + LINES
              + ", for an object in each line");
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.matches("charset=(utf-?8|us-ascii)")) {
        throw new BadBody(415, "expected the charset utf-8 in Content-Type");
      }
    }
    String packed = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    boolean gzip = packed.equals("gzip") || packed.equals("x-gzip");
    if (!gzip && !packed.equals("identity")) {
      throw new BadBody(415, "expected the Content-Encoding gzip, or none");
    }
    return new BodyForm(name.equals(LINES), gzip);
  }

  /** What the number of a record is: its line, or its place in the array. */
  String place() {
    return lines ? "line" : "element";
  }

  /**
   * The plain bytes of a body.
   *
   * @throws BadBody when it cannot be unpacked, or is too long
   */
  byte[] unpacked(byte[] body, int longest) throws BadBody {
    return gzip ? GzipBody.unpack(body, longest) : body;
  }

  /**
   * The records of a plain body.
   *
   * @throws BadBody when it has none, or too many, or is not JSON
   */
  BodyRecords records(byte[] body, int most) throws BadBody {
    return lines ? BodyRecords.ofLines(body, most) : BodyRecords.ofJson(body, most);
  }
}
