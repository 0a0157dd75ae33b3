package io.tidemark.generator.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text of another character set as UTF-8. Bytes that are malformed in it become the byte {@code
 * FF}, which is malformed in UTF-8 too: their record stays a dead letter. Not thread-safe.
 */
public final class Utf8Input extends BulkInput {
  private static final int SIZE = 1 << 13;
  private static final byte MALFORMED = (byte) 0xff;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final byte[] buffer = new byte[SIZE];
  private final ByteBuffer bytes = ByteBuffer.allocate(2 * SIZE).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(SIZE);
  private ByteBuffer text = ByteBuffer.allocate(0);
  private boolean ended;
  private boolean flushed;

  private Utf8Input(InputStream in, Charset charset) {
    this.in = in;
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /**
   * The text of a stream. A byte order mark of UTF-16 or UTF-32 at the beginning takes precedence;
   * UTF-8 passes unchanged, with its malformed bytes and its byte order mark.
   *
   * @param charset of a stream without such a mark
   */
  public static InputStream of(PeekedInput in, Charset charset) throws IOException {
    Charset marked = marked(in);
    if (marked == null) {
      return charset.equals(StandardCharsets.UTF_8) ? in : new Utf8Input(in, charset);
    }
    in.skipNBytes(marked.name().startsWith("UTF-32") ? 4 : 2);
    return new Utf8Input(in, marked);
  }

  private static Charset marked(PeekedInput in) throws IOException {
    if (in.startsWith(0xff, 0xfe)) {
      // text does not begin with a zero character
      boolean wide = in.startsWith(0xff, 0xfe, 0, 0);
      return wide ? Charset.forName("UTF-32LE") : StandardCharsets.UTF_16LE;
    }
    if (in.startsWith(0xfe, 0xff)) {
      return StandardCharsets.UTF_16BE;
    }
    return in.startsWith(0, 0, 0xfe, 0xff) ? Charset.forName("UTF-32BE") : null;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    while (!text.hasRemaining() && length > 0) {
      if (flushed) {
        return -1;
      }
      decode();
    }
    int read = Math.min(length, text.remaining());
    text.get(into, from, read);
    return read;
  }

  private void decode() throws IOException {
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, ended);
    boolean malformed = result.isError();
    if (malformed) {
      bytes.position(bytes.position() + result.length());
    } else if (result.isUnderflow()) {
      if (ended) {
        decoder.flush(chars);
        flushed = true;
      } else {
        fill();
      }
    }
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(chars.flip());
    text = ByteBuffer.allocate(encoded.remaining() + 1).put(encoded);
    if (malformed) {
      text.put(MALFORMED);
    }
    text.flip();
  }

  private void fill() throws IOException {
    int read = in.read(buffer);
    if (read < 0) {
      ended = true;
      return;
    }
    bytes.compact().put(buffer, 0, read).flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
