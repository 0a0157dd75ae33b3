package io.tidemark.generator.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipContentTest {
  @TempDir Path folder;

  @Test
  void itHasTheContentOfTheOnlyFile() throws IOException {
    byte[] zip = zip("data/", "__MACOSX/._a.csv", ".DS_Store", "data/a.csv", "data/.hidden");
    try (ZipContent content = open(zip)) {
      assertThat(content.name()).isEqualTo("data/a.csv");
      assertThat(content.readAllBytes()).asString(UTF_8).isEqualTo("content of data/a.csv");
      assertThat(content.read()).as("still at the end").isEqualTo(-1);
    }
    assertThatCode(() -> check(zip)).doesNotThrowAnyException();
  }

  @Test
  void severalFilesAreRefusedByTheirNames() throws IOException {
    byte[] zip = zip("a.csv", "b.csv", "c", "d", "e", "f");
    assertThatThrownBy(() -> check(zip))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("expected one file in the zip archive, found 6 (a.csv, b.csv, c, d,")
        .hasMessageContaining("e, …); replay one of them: unzip -p '")
        .hasMessageEndingWith("' 'a.csv' | ./tidemark generate --from -");
  }

  @Test
  void ofAStreamTheFirstFileIsReadAndTheNextOneReported() throws IOException {
    try (ZipContent content = open(zip("a.csv", "b.csv"))) {
      assertThat(content.readNBytes(16)).asString(UTF_8).isEqualTo("content of a.csv");
      assertThatThrownBy(content::read)
          .isInstanceOf(ZipException.class)
          .hasMessageStartingWith("its zip archive has another file, b.csv, which is not read");
    }
  }

  @Test
  void anArchiveWithoutAFileIsRefused() throws IOException {
    byte[] zip = zip("data/");
    assertThatThrownBy(() -> open(zip))
        .isInstanceOf(UsageError.class)
        .hasMessage("some.zip: expected a file in the zip archive, found none");
    assertThatCode(() -> check(zip)).as("left to the content").doesNotThrowAnyException();
  }

  @Test
  void officeDocumentsAreRefusedAsSuch() throws IOException {
    byte[] last = zip("_rels/rels.xml", "xl/workbook.xml", "[Content_Types].xml");
    assertThatThrownBy(() -> check(last))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("found an Excel or other Office file")
        .hasMessageContaining("save it as CSV");
    byte[] first = zip("[Content_Types].xml", "xl/workbook.xml");
    assertThatThrownBy(() -> open(first)).hasMessageContaining("found an Excel");
    byte[] open = zip("mimetype", "content.xml");
    assertThatThrownBy(() -> open(open)).hasMessageContaining("found an OpenDocument file");
  }

  @Test
  void aTruncatedArchiveIsReadUpToTheTruncation() throws IOException {
    byte[] whole = zip("a.csv");
    byte[] cut = Arrays.copyOf(whole, 42);
    assertThatCode(() -> check(cut)).doesNotThrowAnyException();
    try (ZipContent content = open(cut)) {
      assertThatThrownBy(content::readAllBytes)
          .isInstanceOf(EOFException.class)
          .hasMessage("its zip data breaks off");
    }
    assertThatThrownBy(() -> open(Arrays.copyOf(whole, 20)))
        .isInstanceOfAny(EOFException.class, UsageError.class);
  }

  private void check(byte[] zip) throws IOException {
    ZipContent.requireOneFile(Files.write(folder.resolve("some.zip"), zip));
  }

  private static ZipContent open(byte[] zip) throws IOException {
    return new ZipContent(new ByteArrayInputStream(zip), "some.zip");
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(("content of " + name).getBytes(UTF_8));
        }
      }
    }
    return bytes.toByteArray();
  }
}
