package io.tidemark.generator.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZstdFramesTest {
  private static final byte[] SKIPPABLE = {0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 'x', 'y'};

  @Test
  void itHasTheContentOfAllFrames() throws IOException {
    byte[] random = new byte[300_000];
    new Random(1).nextBytes(random);
    byte[] even = new byte[5_000_000];
    byte[] file =
        GzipMembersTest.join(
            SKIPPABLE,
            frame("one\n".getBytes(UTF_8)),
            frame(new byte[0]),
            frame(random),
            frame(even));
    assertThat(new ZstdFrames(new ByteArrayInputStream(file)).readAllBytes())
        .isEqualTo(GzipMembersTest.join("one\n".getBytes(UTF_8), random, even));
    InputStream bytewise =
        new FilterInputStream(new ByteArrayInputStream(file)) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return super.read(into, from, Math.min(length, 1));
          }
        };
    assertThat(new ZstdFrames(bytewise).readAllBytes())
        .isEqualTo(GzipMembersTest.join("one\n".getBytes(UTF_8), random, even));
  }

  @Test
  void aTruncationIsDetectedAtEveryLength() throws IOException {
    byte[] first = frame("one".getBytes(UTF_8));
    byte[] file = GzipMembersTest.join(first, frame("two".getBytes(UTF_8)));
    for (int length = 1; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      if (length != first.length) {
        assertThatThrownBy(() -> new ZstdFrames(new ByteArrayInputStream(cut)).readAllBytes())
            .as("cut to %d of %d bytes", length, file.length)
            .isInstanceOf(EOFException.class);
      }
    }
  }

  @Test
  void corruptDataIsReported() throws IOException {
    byte[] file = frame("one two three".getBytes(UTF_8));
    file[file.length - 1]++;
    assertThatThrownBy(() -> new ZstdFrames(new ByteArrayInputStream(file)).readAllBytes())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be decompressed");
    byte[] garbage = GzipMembersTest.join(Zstd.compress(new byte[9]), "garbage".getBytes(UTF_8));
    assertThatThrownBy(() -> new ZstdFrames(new ByteArrayInputStream(garbage)).readAllBytes())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be decompressed");
  }

  /** With a checksum. */
  private static byte[] frame(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(bytes).setChecksum(true)) {
      zstd.write(content);
    }
    return bytes.toByteArray();
  }
}
