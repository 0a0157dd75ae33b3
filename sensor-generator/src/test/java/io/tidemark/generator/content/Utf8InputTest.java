package io.tidemark.generator.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8InputTest {
  private static final String TEXT = "tïme,id\n1,😀€\n".repeat(5_000);

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void aByteOrderMarkTellsTheCharacterSet(String charset) throws IOException {
    byte[] bytes = ("\uFEFF" + TEXT).getBytes(Charset.forName(charset));
    assertThat(read(bytes, UTF_8)).asString(UTF_8).isEqualTo(TEXT);
    assertThat(read(bytes, ISO_8859_1)).as("of another name").asString(UTF_8).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16", "GB18030", "UTF-8"})
  void textWithoutAMarkHasTheGivenCharacterSet(String charset) throws IOException {
    Charset given = Charset.forName(charset);
    assertThat(read(TEXT.getBytes(given), given)).asString(UTF_8).isEqualTo(TEXT);
  }

  @Test
  void latinLettersBecomeUtf8() throws IOException {
    assertThat(read(new byte[] {'c', 'a', 'f', (byte) 0xe9}, ISO_8859_1))
        .asString(UTF_8)
        .isEqualTo("café");
  }

  @Test
  void utf8PassesUnchangedWithItsMalformedBytes() throws IOException {
    byte[] bytes = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'a', (byte) 0xe9, '\n'};
    assertThat(read(bytes, UTF_8)).isEqualTo(bytes);
  }

  @Test
  void whatIsMalformedStaysMalformedAndTheRestIsRead() throws IOException {
    byte[] loneSurrogate = "\uFEFFab".getBytes(UTF_16BE);
    loneSurrogate[2] = (byte) 0xdc;
    assertThat(read(loneSurrogate, UTF_8)).containsExactly(0xff, 'b');
    byte[] half = {(byte) 0xff, (byte) 0xfe, 'a', 0, 'b'};
    assertThat(read(half, UTF_8)).as("half a character").containsExactly('a', 0xff);
  }

  @Test
  void anEmptyTextIsEmpty() throws IOException {
    assertThat(read(new byte[0], UTF_16LE)).isEmpty();
    assertThat(read(new byte[] {(byte) 0xfe, (byte) 0xff}, UTF_8)).isEmpty();
  }

  private static byte[] read(byte[] bytes, Charset charset) throws IOException {
    try (InputStream in = Utf8Input.of(new PeekedInput(new ByteArrayInputStream(bytes)), charset)) {
      return in.readAllBytes();
    }
  }
}
