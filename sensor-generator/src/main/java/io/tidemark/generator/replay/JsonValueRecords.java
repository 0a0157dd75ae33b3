package io.tidemark.generator.replay;

import io.tidemark.generator.replay.ValueEnd.Place;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The elements of JSON arrays, and the objects between and without arrays, as records. Only the
 * record that is read is in memory. Commas separate nothing that brackets do not, so superfluous
 * ones are ignored.
 *
 * <p>A record keeps its bytes, except that a line end outside a text, with the blanks around it,
 * becomes one space: a record of the raw topic is one line. Text that is no object or array becomes
 * a record of its own up to the end of its line. A broken value ends where it can no longer go on,
 * see {@link ValueEnd}, so the values after it are read.
 */
final class JsonValueRecords implements RecordedRecords {
  private static final int SIZE = 1 << 16;

  private final InputStream in;
  private final int longest;
  private final ValueEnd end;
  private final byte[] buffer = new byte[SIZE];
  private int at;
  private int filled;

  /** The record that is read, up to the maximum length. */
  private byte[] record = new byte[256];

  private int length;
  private boolean tooLong;

  /** Whether blanks are ignored because a line end was among them. */
  private boolean indented;

  private boolean inArray;
  private long line;
  private long lineEnds;
  private boolean lineBegun;

  /**
   * @param longest the maximum length of a record in bytes
   */
  JsonValueRecords(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
    end = new ValueEnd(longest);
  }

  /**
   * @throws EOFException when an array is not closed; all its elements were returned
   */
  @Override
  public byte[] next() throws IOException {
    while (true) {
      int next = peek();
      if (next < 0) {
        if (inArray) {
          throw new EOFException("its JSON array is not closed");
        }
        return null;
      }
      if (next == '[' && !inArray) {
        inArray = true;
        skip();
      } else if (next == ']' && inArray) {
        inArray = false;
        skip();
      } else if (next == ',' || LineRecords.isBlank((byte) next) || skipsMark(next)) {
        skip();
      } else {
        line = lineEnds + 1;
        length = 0;
        tooLong = false;
        indented = false;
        end.begin();
        if (next == '{' || next == '[') {
          value();
        } else {
          other();
        }
        return tooLong ? TOO_LONG : stripped();
      }
    }
  }

  /** Whether this is a byte of the byte order mark; elsewhere such a byte cannot begin JSON. */
  private boolean skipsMark(int next) {
    return lineEnds == 0 && !inArray && line == 0 && (next == 0xef || next == 0xbb || next == 0xbf);
  }

  private void value() throws IOException {
    for (int next = peek(); next >= 0; next = peek()) {
      Place place = end.take(next);
      if (place == Place.BROKEN_BEFORE) {
        if (length == 0) {
          // deeper than permitted at once; reading must go on
          append(next);
          skip();
        }
        return;
      }
      append(next);
      skip();
      if (place != Place.INSIDE) {
        return;
      }
    }
  }

  /** Reads text that is neither an object nor an array, in quotes or not. */
  private void other() throws IOException {
    boolean text = false;
    boolean escaped = false;
    for (int next = peek(); next >= 0 && next != '\n'; next = peek()) {
      if (!text && (next == '{' || inArray && (next == ',' || next == ']'))) {
        return;
      }
      if (next == '"' && !escaped) {
        text = !text;
      }
      escaped = text && next == '\\' && !escaped;
      append(next);
      skip();
    }
  }

  private byte[] stripped() {
    while (LineRecords.isBlank(record[length - 1])) {
      length--;
    }
    return Arrays.copyOf(record, length);
  }

  private void append(int next) {
    boolean lineEnd = (next == '\n' || next == '\r') && !end.inText();
    if (lineEnd) {
      while (length > 0 && LineRecords.isBlank(record[length - 1])) {
        length--;
      }
      add(' ');
      indented = true;
    } else if (!indented || !LineRecords.isBlank((byte) next)) {
      indented = false;
      add(next);
    }
  }

  private void add(int next) {
    if (length == longest) {
      tooLong = true;
    }
    if (tooLong) {
      return;
    }
    if (length == record.length) {
      record = Arrays.copyOf(record, Math.min(longest, length * 2));
    }
    record[length++] = (byte) next;
  }

  private int peek() throws IOException {
    if (at == filled) {
      at = 0;
      filled = 0;
      int read = in.read(buffer);
      if (read < 0) {
        return -1;
      }
      filled = read;
    }
    return buffer[at] & 0xff;
  }

  private void skip() {
    lineBegun = buffer[at] != '\n';
    lineEnds += lineBegun ? 0 : 1;
    at++;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public long lines() {
    return lineEnds + (lineBegun ? 1 : 0);
  }
}
