package io.tidemark.generator.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

public class GzipMembersTest {
  /** With an extra field, a name, a comment and a checksum of the header. */
  private static final byte[] RICH_HEADER = {
    0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0, 1, 2
  };

  @Test
  void itHasTheContentOfAllMembers() throws IOException {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    byte[] file = join(gzip("one\n".getBytes(UTF_8)), gzip(new byte[0]), gzip(large));
    assertThat(new GzipMembers(new ByteArrayInputStream(file)).readAllBytes())
        .isEqualTo(join("one\n".getBytes(UTF_8), large));
  }

  @Test
  void aMemberThatComesLaterIsWaitedFor() throws IOException {
    // a pipe is empty until a writer writes
    InputStream slow =
        new FilterInputStream(
            new ByteArrayInputStream(join(gzip("a".getBytes(UTF_8)), gzip("b".getBytes(UTF_8))))) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return super.read(into, from, Math.min(length, 1));
          }

          @Override
          public int available() {
            return 0;
          }
        };
    assertThat(new GzipMembers(slow).readAllBytes()).asString(UTF_8).isEqualTo("ab");
  }

  @Test
  void allOptionalPartsOfAHeaderAreSkipped() throws IOException {
    byte[] plain = gzip("rich".getBytes(UTF_8));
    byte[] rich = join(RICH_HEADER, Arrays.copyOfRange(plain, 10, plain.length));
    assertThat(new GzipMembers(new ByteArrayInputStream(rich)).readAllBytes())
        .asString(UTF_8)
        .isEqualTo("rich");
  }

  @Test
  void aTruncationIsDetectedAtEveryLength() throws IOException {
    byte[] first = gzip("one".getBytes(UTF_8));
    byte[] file = join(first, gzip("two".getBytes(UTF_8)));
    for (int length = 1; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      if (length != first.length) {
        assertThatThrownBy(() -> new GzipMembers(new ByteArrayInputStream(cut)).readAllBytes())
            .as("cut to %d of %d bytes", length, file.length)
            .isInstanceOf(EOFException.class);
      }
    }
  }

  @Test
  void corruptDataIsReported() throws IOException {
    byte[] file = gzip("one two three".getBytes(UTF_8));
    file[file.length - 6]++;
    assertThatThrownBy(() -> new GzipMembers(new ByteArrayInputStream(file)).readAllBytes())
        .isInstanceOf(ZipException.class)
        .hasMessageContaining("checksum");
    byte[] garbage = join(gzip(new byte[1]), "garbage".getBytes(UTF_8));
    assertThatThrownBy(() -> new GzipMembers(new ByteArrayInputStream(garbage)).readAllBytes())
        .isInstanceOf(ZipException.class)
        .hasMessageContaining("no gzip");
  }

  public static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
