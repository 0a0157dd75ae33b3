package io.tidemark.generator.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a recording, without line ends, as records. */
final class LineRecords implements RecordedRecords {
  private static final int SMALLEST_BUFFER = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final int longest;
  private byte[] buffer = new byte[SMALLEST_BUFFER];

  /** The start of the bytes that were read but not returned, inclusive. */
  private int at;

  /** The end of the bytes that were read but not returned, exclusive. */
  private int end;

  private long lines;

  /**
   * @param longest the maximum length of a line in bytes
   */
  LineRecords(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  @Override
  public byte[] next() throws IOException {
    int searched = at;
    boolean tooLong = false;
    while (true) {
      int feed = indexOfLineFeed(searched);
      if (feed >= 0) {
        byte[] line = tooLong ? TOO_LONG : line(feed);
        at = feed + 1;
        lines++;
        return line;
      }
      // a carriage return and the byte order mark belong to no line
      if (tooLong || end - at > longest + 1 + BYTE_ORDER_MARK.length) {
        tooLong = true;
        at = end;
      }
      searched = end - at;
      if (!fill()) {
        if (at == end && !tooLong) {
          return null;
        }
        byte[] line = tooLong ? TOO_LONG : line(end);
        at = end;
        lines++;
        return line;
      }
      searched += at;
    }
  }

  private byte[] line(int feed) {
    int from = lines == 0 && startsWithMark(at, feed) ? at + BYTE_ORDER_MARK.length : at;
    int to = feed > from && buffer[feed - 1] == '\r' ? feed - 1 : feed;
    return to - from > longest ? TOO_LONG : Arrays.copyOfRange(buffer, from, to);
  }

  private int indexOfLineFeed(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean startsWithMark(int from, int to) {
    int length = BYTE_ORDER_MARK.length;
    return to - from >= length
        && Arrays.equals(buffer, from, from + length, BYTE_ORDER_MARK, 0, length);
  }

  /** Reads more bytes and grows the buffer if necessary; returns whether there were more. */
  private boolean fill() throws IOException {
    if (at > 0) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, end, buffer.length - end);
    end += Math.max(read, 0);
    return read >= 0;
  }

  @Override
  public long line() {
    return lines;
  }

  @Override
  public long lines() {
    return lines;
  }

  /** Whether a line contains only blanks. */
  static boolean isBlank(byte[] line) {
    for (byte character : line) {
      if (!isBlank(character)) {
        return false;
      }
    }
    return true;
  }

  static boolean isBlank(byte character) {
    return character == ' ' || character >= '\t' && character <= '\r';
  }
}
