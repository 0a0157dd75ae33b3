package io.tidemark.spark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.FileContextBasedCheckpointFileManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCheckpointFileManagerTest {
  @TempDir java.nio.file.Path temporary;
  private Path folder;
  private LocalCheckpointFileManager ours;

  @BeforeEach
  void makeOne() {
    folder = new Path(temporary.resolve("offsets").toUri());
    ours = new LocalCheckpointFileManager(folder, new Configuration());
    ours.createCheckpointDirectory();
  }

  @Test
  void aFileIsThereOnlyOnceItIsClosed() throws IOException {
    OutputStream file = ours.createAtomic(new Path(folder, "1"), false);
    file.write(bytes("half"));
    file.flush();
    assertThat(ours.exists(new Path(folder, "1"))).isFalse();
    file.close();
    assertThat(read(ours, "1")).isEqualTo("half");
    assertThat(Files.list(temporary.resolve("offsets"))).hasSize(1);
  }

  @Test
  void aFileThatMustNotBeReplacedIsNotAndTheOtherLeavesNothing() throws IOException {
    write(ours, "1", "first", false);
    assertThatThrownBy(() -> write(ours, "1", "second", false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(ours, "1")).isEqualTo("first");
    assertThat(Files.list(temporary.resolve("offsets"))).hasSize(1);
  }

  @Test
  void ofTwoThatWriteTheSameFileAtTheSameTimeOneFails() throws IOException {
    OutputStream one = ours.createAtomic(new Path(folder, "1"), false);
    OutputStream other = ours.createAtomic(new Path(folder, "1"), false);
    one.close();
    assertThatThrownBy(other::close).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aFileThatMayBeReplacedIs() throws IOException {
    write(ours, "1", "first", true);
    write(ours, "1", "second", true);
    assertThat(read(ours, "1")).isEqualTo("second");
  }

  @Test
  void whatIsCancelledLeavesNothing() throws IOException {
    CheckpointFileManager.CancellableFSDataOutputStream file =
        ours.createAtomic(new Path(folder, "1"), false);
    file.write(bytes("half"));
    file.cancel();
    file.close();
    assertThat(Files.list(temporary.resolve("offsets"))).isEmpty();
  }

  @Test
  void itGoesOnWithWhatSparkHasWrittenAndSparkWithWhatItHas() throws IOException {
    CheckpointFileManager sparks =
        new FileContextBasedCheckpointFileManager(folder, new Configuration());
    write(sparks, "1", "Spark's", true);
    write(sparks, "2", "Spark's", true);
    assertThat(read(ours, "1")).isEqualTo("Spark's");
    assertThat(names()).containsExactly("1", "2");
    write(ours, "2", "replaced by ours", true);
    write(ours, "3", "ours", false);
    assertThat(read(sparks, "2")).isEqualTo("replaced by ours");
    assertThat(read(sparks, "3")).isEqualTo("ours");
  }

  @Test
  void whatIsNotThereIsToldAsSparkExpects() {
    assertThatThrownBy(() -> ours.open(new Path(folder, "1")))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> ours.list(new Path(folder, "none")))
        .isInstanceOf(FileNotFoundException.class);
    ours.delete(new Path(folder, "1"));
  }

  @Test
  void itServesLocalFoldersAlone() throws IOException {
    assertThat(LocalCheckpointFileManager.serve(folder, new Configuration())).isTrue();
    assertThat(LocalCheckpointFileManager.serve(new Path("relative"), new Configuration()))
        .isTrue();
    Configuration elsewhere = new Configuration();
    elsewhere.set("fs.defaultFS", "hdfs://127.0.0.1:1");
    assertThat(LocalCheckpointFileManager.serve(new Path("relative"), elsewhere)).isFalse();
  }

  private List<String> names() {
    return Arrays.stream(ours.list(folder)).map(file -> file.getPath().getName()).sorted().toList();
  }

  private void write(CheckpointFileManager files, String name, String text, boolean replace)
      throws IOException {
    try (OutputStream file = files.createAtomic(new Path(folder, name), replace)) {
      file.write(bytes(text));
    }
  }

  private String read(CheckpointFileManager files, String name) throws IOException {
    try (InputStream file = files.open(new Path(folder, name))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
