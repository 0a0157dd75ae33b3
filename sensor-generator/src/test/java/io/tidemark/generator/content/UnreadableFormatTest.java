package io.tidemark.generator.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadableFormatTest {
  @ParameterizedTest
  @CsvSource({
    "PAR1\\25\\4, Parquet, duckdb -c",
    "ORC\\n\\0, nothing, ",
    "ORC\\0\\3, ORC, pyarrow",
    "Obj\\1\\4\\26, Avro, avro-tools",
    "ARROW1\\0\\0, Arrow, pyarrow",
    "BZh91AY&SY\\0, bzip2, bzip2 -dc 'f' | ./tidemark generate --from -",
    "\\3757zXZ\\0\\0, xz, xz -dc 'f' | ./tidemark generate --from -",
    "7z\\274\\257\\47\\34, 7z, 7z x -so 'f'",
    "\\320\\317\\21\\340\\241\\261\\32\\341, Excel, CSV",
  })
  void aBinaryFormatIsRefusedInOneLineWithAWayOut(String magic, String what, String advice) {
    byte[] bytes = magic.translateEscapes().getBytes(ISO_8859_1);
    if (what.equals("nothing")) {
      assertThatCode(() -> refuse(bytes)).doesNotThrowAnyException();
      return;
    }
    assertThatThrownBy(() -> refuse(bytes))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--from: expected JSON or CSV")
        .hasMessageContainingAll(what, ", f; ", advice)
        .satisfies(error -> assertThat(error.getMessage().lines()).hasSize(1));
  }

  @Test
  void aTarArchiveIsRecognizedBehindTheNameOfItsFirstFile() {
    byte[] tar = new byte[512];
    System.arraycopy("a.csv".getBytes(ISO_8859_1), 0, tar, 0, 5);
    System.arraycopy("ustar".getBytes(ISO_8859_1), 0, tar, 257, 5);
    assertThatThrownBy(() -> refuse(tar)).hasMessageContaining("found a tar archive");
    assertThatCode(() -> refuse(new byte[512])).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "P", "PAR1,ORC\n", "ORC,time,id,value,another\n1", "ORC_ID", "BZh9,time\n"})
  void textThatBeginsLikeOneIsNotRefused(String text) {
    assertThatCode(() -> refuse(text.getBytes(ISO_8859_1))).doesNotThrowAnyException();
  }

  @Test
  void aPipeIsReadOnlyAsFarAsItsBytesMayBeAFormat() {
    PeekedInput line = new PeekedInput(new OneLine());
    assertThatCode(() -> UnreadableFormat.refuse(line, "-")).doesNotThrowAnyException();
  }

  private static void refuse(byte[] bytes) throws java.io.IOException {
    UnreadableFormat.refuse(new PeekedInput(new ByteArrayInputStream(bytes)), "f");
  }

  /** A pipe with one line; reading more would wait. */
  private static final class OneLine extends java.io.InputStream {
    private final List<Integer> line = new java.util.ArrayList<>("a,b\n".chars().boxed().toList());

    @Override
    public int read() {
      if (line.isEmpty()) {
        throw new IllegalStateException("this read would wait");
      }
      return line.remove(0);
    }

    @Override
    public int read(byte[] into, int from, int length) {
      into[from] = (byte) read();
      return 1;
    }
  }
}
