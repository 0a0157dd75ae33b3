package io.tidemark.gateway.reading;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Unpacks a gzip body and stops at a limit, so that a small body cannot fill the memory. */
public final class GzipBody {
  private static final int FIRST_SIZE = 1 << 14;

  private GzipBody() {}

  /**
   * Unpacks a body.
   *
   * @param longest the limit on unpacked bytes
   * @throws BadBody when it is not gzip (400), or longer than the limit (413)
   */
  public static byte[] unpack(byte[] packed, int longest) throws BadBody {
    byte[] unpacked = new byte[Math.min(FIRST_SIZE, longest + 1)];
    int length = 0;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      while (true) {
        int read = in.read(unpacked, length, unpacked.length - length);
        if (read < 0) {
          return Arrays.copyOf(unpacked, length);
        }
        length += read;
        if (length > longest) {
          throw new BadBody(
              413, "expected a body of at most " + longest + " unpacked bytes, found more");
        }
        if (length == unpacked.length) {
          // one byte beyond the limit shows that it is exceeded
          unpacked = Arrays.copyOf(unpacked, (int) Math.min(2L * length, longest + 1L));
        }
      }
    } catch (IOException e) {
      throw new BadBody(400, "expected a gzip body, found one that cannot be unpacked");
    }
  }
}
