package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.options.RecordingOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  @ParameterizedTest
  @CsvSource({
    "a.csv, CSV, ','",
    "a.csv.gz, CSV, ','",
    "a.csv.zip, CSV, ','",
    "B.TBL.ZST, CSV, '|'",
    "a.tsv, CSV, '\t'",
    "a.jsonl, JSONL, ','",
    "a.json.gz, JSONL, ','",
    "a.b/c.ndjson.zst, JSONL, ','",
  })
  void aNameDeterminesTheFormatAndTheSeparator(
      String name, RecordingOptions.Format format, char separator) {
    assertThat(Recording.format(name)).isEqualTo(format);
    assertThat(Recording.separator(name)).isEqualTo(separator);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-", "standard input", "a", "a.txt", "a.gz", "csv", "a.csv.xz", "a.csv/b"})
  void otherNamesDetermineNothing(String name) {
    assertThat(Recording.format(name)).isNull();
  }

  @Test
  void aReadThatAnotherThreadInterruptsEnds(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("recording"));
    GeneratorOptions options = TypedOptions.parse("--from", file.toString());
    try (Recording recording = Recording.open(options.recording)) {
      recording.interrupt();
      assertThatThrownBy(() -> recording.content(UTF_8)).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void aFileThatIsCutOffWhileItIsReadIsNotWhole(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("rotated.csv");
    String content = "a,b\n".repeat(1_000_000);
    Files.writeString(file, content);
    GeneratorOptions options = TypedOptions.parse("--from", file.toString());
    try (Recording whole = Recording.open(options.recording)) {
      whole.content(UTF_8).readAllBytes();
      whole.requireWhole();
    }
    try (Recording cut = Recording.open(options.recording)) {
      InputStream in = cut.content(UTF_8);
      Files.writeString(file, "a,b\n");
      in.readAllBytes();
      assertThatThrownBy(cut::requireWhole)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("had 4,000,000 bytes and was cut off at 4 ");
    }
  }
}
