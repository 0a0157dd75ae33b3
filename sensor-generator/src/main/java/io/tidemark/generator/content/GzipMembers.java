package io.tidemark.generator.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses all members of a gzip file (RFC 1952), one after the other. Java's own stream treats
 * a member with a truncated header, or one that is not readable yet, as the end of the file.
 */
public final class GzipMembers extends BulkInput {
  private static final int SIZE = 1 << 16;
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final PushbackInputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[SIZE];
  private int filled;
  private boolean over;

  /**
   * @throws IOException when the first member's header cannot be read
   */
  public GzipMembers(InputStream in) throws IOException {
    this.in = new PushbackInputStream(in, SIZE);
    over = !header();
  }

  /**
   * @throws EOFException when the file is truncated
   * @throws ZipException when it is not gzip or is corrupt
   */
  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    while (!over && length > 0) {
      int read = inflate(into, from, length);
      if (read > 0) {
        checksum.update(into, from, read);
        return read;
      }
      if (inflater.finished()) {
        int unread = inflater.getRemaining();
        in.unread(buffer, filled - unread, unread);
        trailer();
        over = !header();
      } else if (inflater.needsInput()) {
        filled = in.read(buffer);
        if (filled < 0) {
          throw brokenOff();
        }
        inflater.setInput(buffer, 0, filled);
      } else {
        throw new ZipException("its compression needs a dictionary, which gzip does not have");
      }
    }
    return length > 0 ? -1 : 0;
  }

  private int inflate(byte[] into, int from, int length) throws ZipException {
    try {
      return inflater.inflate(into, from, length);
    } catch (DataFormatException e) {
      throw new ZipException("its gzip data is corrupt: " + e.getMessage());
    }
  }

  /** Reads the header of a member; returns whether there is another member. */
  private boolean header() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    if (first != 0x1f || next() != 0x8b || next() != DEFLATE) {
      throw new ZipException("what follows its gzip data is no gzip");
    }
    int flags = next();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    for (int text : new int[] {NAME, COMMENT}) {
      if ((flags & text) != 0) {
        while (next() != 0) {}
      }
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      skip(2);
    }
    inflater.reset();
    checksum.reset();
    return true;
  }

  private void trailer() throws IOException {
    if (little() != checksum.getValue() || little() != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("its gzip data is corrupt: the checksum is another");
    }
  }

  private long little() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw brokenOff();
    }
    return next;
  }

  private static EOFException brokenOff() {
    return new EOFException("its gzip data breaks off");
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
