package io.tidemark.generator.content;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Decompresses all frames of a zstd file (RFC 8878), one after the other. The library's own stream
 * treats a truncated frame as the end of the file if another frame ended in the same buffer.
 */
public final class ZstdFrames extends BulkInput {
  private static final int SIZE = 1 << 17;

  private final InputStream in;
  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
  private final byte[] buffer = new byte[SIZE];
  private final ByteBuffer compressed = ByteBuffer.allocateDirect(SIZE).limit(0);
  private final ByteBuffer plain = ByteBuffer.allocateDirect(SIZE).limit(0);

  /** Whether the decompressor is at the end of a frame. */
  private boolean whole = true;

  /** Whether the decompressor may have more output than fitted. */
  private boolean more;

  public ZstdFrames(InputStream in) {
    this.in = in;
  }

  /**
   * @throws EOFException when the file is truncated
   * @throws IOException when it is not zstd or is corrupt
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

  /** Reads more input; returns whether there was more. */
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
