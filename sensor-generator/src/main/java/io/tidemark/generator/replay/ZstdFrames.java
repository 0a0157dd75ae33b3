package io.tidemark.generator.replay;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * What all frames of a zstd file (RFC 8878) hold, one after the other. The library's own stream
 * takes a frame that breaks off for the end of the file where another one ended in the same buffer.
 */
final class ZstdFrames extends InputStream {
  private static final int SIZE = 1 << 17;

  private final InputStream in;
  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
  private final byte[] buffer = new byte[SIZE];
  private final ByteBuffer compressed = ByteBuffer.allocateDirect(SIZE).limit(0);
  private final ByteBuffer plain = ByteBuffer.allocateDirect(SIZE).limit(0);

  /** Whether all frames that have begun are at their end. */
  private boolean whole = true;

  /** Whether there may be more than there was room for. */
  private boolean more;

  ZstdFrames(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws EOFException when the file breaks off
   * @throws IOException when it is no zstd, or not what was once compressed
   */
  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    while (!plain.hasRemaining() && length > 0) {
      if (!more && !compressed.hasRemaining() && !fill()) {
        return -1;
      }
      plain.clear();
      try {
        whole = zstd.decompressDirectByteBufferStream(plain, compressed);
      } catch (ZstdException e) {
        throw new IOException("its zstd data cannot be decompressed: " + e.getMessage(), e);
      }
      more = !whole && !plain.hasRemaining();
      plain.flip();
    }
    int read = Math.min(length, plain.remaining());
    plain.get(into, from, read);
    return read;
  }

  /** Reads more; returns whether there was more. */
  private boolean fill() throws IOException {
    int read = in.read(buffer);
    if (read < 0) {
      if (!whole) {
        throw new EOFException("its zstd data breaks off");
      }
      return false;
    }
    compressed.clear().put(buffer, 0, read).flip();
    return true;
  }

  @Override
  public void close() throws IOException {
    zstd.close();
    in.close();
  }
}
