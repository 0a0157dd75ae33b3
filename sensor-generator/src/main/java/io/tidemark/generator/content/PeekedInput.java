package io.tidemark.generator.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A stream whose next bytes can be examined before they are read. Not thread-safe. */
public final class PeekedInput extends InputStream {
  private static final int SIZE = 1 << 13;

  private final InputStream in;
  private byte[] buffer = new byte[SIZE];
  private int at;
  private int end;

  public PeekedInput(InputStream in) {
    this.in = in;
  }

  /**
   * Examines a byte without reading it. Waits for the stream only as long as it has not delivered
   * this byte; all bytes up to it stay in memory until they are read.
   *
   * @param index from 0, the next byte
   * @return 0 to 255, or -1 beyond the end
   */
  public int peek(int index) throws IOException {
    while (end - at <= index) {
      if (!fill()) {
        return -1;
      }
    }
    return buffer[at + index] & 0xff;
  }

  /** Whether the next bytes are these. Waits only as long as they agree. */
  public boolean startsWith(int... bytes) throws IOException {
    for (int i = 0; i < bytes.length; i++) {
      if (peek(i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

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
  public int read() throws IOException {
    int next = peek(0);
    if (next >= 0) {
      at++;
    }
    return next;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (at == end) {
      return in.read(into, from, length);
    }
    int read = Math.min(length, end - at);
    System.arraycopy(buffer, at, into, from, read);
    at += read;
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
