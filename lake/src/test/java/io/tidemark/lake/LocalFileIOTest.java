package io.tidemark.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFileIOTest {
  @TempDir Path folder;
  private final LocalFileIO files = new LocalFileIO();

  @ParameterizedTest
  @ValueSource(strings = {"file://", "file:", ""})
  void aFileKeepsTheLocationThatItWasGiven(String scheme) throws IOException {
    String location = scheme + folder + "/a b%20/x.parquet";
    write(files.newOutputFile(location), "text");

    assertThat(files.newOutputFile(location).location()).isEqualTo(location);
    assertThat(files.newOutputFile(location).toInputFile().location()).isEqualTo(location);
    assertThat(files.newInputFile(location).location()).isEqualTo(location);
    assertThat(files.newInputFile(location).getLength()).isEqualTo(4);
    assertThat(folder.resolve("a b%20/x.parquet")).hasContent("text");
    assertThat(files.listPrefix(scheme + folder)).hasSize(1);
    assertThat(files.listPrefix(scheme + folder).iterator().next().location()).isEqualTo(location);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://lake/x", "file://host/x", "x"})
  void anotherKindOfStorageIsRefused(String location) {
    assertThat(LocalFileIO.path(location)).isNull();
    assertThatThrownBy(() -> files.newInputFile(location).exists())
        .hasMessageEndingWith("found " + location);
  }

  @Test
  void aFileIsThereWhenItIsClosedAndNotBefore() throws IOException {
    Path path = folder.resolve("x");
    PositionOutputStream out = files.newOutputFile(path.toString()).create();
    out.write("text".getBytes(UTF_8));
    out.flush();

    assertThat(path).doesNotExist();
    assertThat(out.getPos()).isEqualTo(4);

    out.close();
    out.close();
    assertThat(path).hasContent("text");
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(path);
    }
  }

  @Test
  void aFileIsOverwrittenOnlyWhenThatIsMeant() throws IOException {
    OutputFile file = files.newOutputFile(folder + "/x");
    PositionOutputStream second = file.create();
    write(file, "first");

    assertThatThrownBy(file::create).isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(second::close).isInstanceOf(IOException.class);
    assertThat(folder.resolve("x")).hasContent("first");

    try (PositionOutputStream out = file.createOrOverwrite()) {
      out.write("other".getBytes(UTF_8));
    }
    assertThat(folder.resolve("x")).hasContent("other");
  }

  @Test
  void aFileIsReadFromAnyPlace() throws IOException {
    write(files.newOutputFile(folder + "/x"), "0123456789");

    try (SeekableInputStream in = files.newInputFile(folder + "/x").newStream()) {
      in.seek(7);
      assertThat(in.read()).isEqualTo('7');
      assertThat(in.getPos()).isEqualTo(8);
      in.seek(0);
      assertThat(in.readNBytes(3)).asString(UTF_8).isEqualTo("012");
    }
    assertThatThrownBy(() -> files.newInputFile(folder + "/y").newStream())
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> files.newInputFile(folder + "/y").getLength())
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void manyFilesAreListedAndDeletedAtOnce() throws IOException {
    for (String name : List.of("t/data/a", "t/data/b", "t/metadata/c", "tt/d")) {
      write(files.newOutputFile("file://" + folder + "/" + name), "x");
    }

    assertThat(locations("file://" + folder + "/t/data"))
        .containsExactlyInAnyOrder(
            "file://" + folder + "/t/data/a", "file://" + folder + "/t/data/b");
    assertThat(locations("file://" + folder + "/none")).isEmpty();

    files.deleteFiles(List.of(folder + "/t/data/a", folder + "/t/data/none"));
    assertThat(folder.resolve("t/data/a")).doesNotExist();
    files.deletePrefix("file://" + folder + "/t");
    assertThat(locations(folder.toString())).containsExactly(folder + "/tt/d");
  }

  @Test
  void itTravelsToTheTasksOfSpark() throws Exception {
    files.initialize(Map.of("a", "b"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(files);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((LocalFileIO) in.readObject()).properties()).containsEntry("a", "b");
    }
  }

  private List<String> locations(String prefix) {
    List<String> locations = new ArrayList<>();
    files.listPrefix(prefix).forEach(file -> locations.add(file.location()));
    return locations;
  }

  private static void write(OutputFile file, String text) throws IOException {
    try (PositionOutputStream out = file.create()) {
      out.write(text.getBytes(UTF_8));
    }
  }
}
