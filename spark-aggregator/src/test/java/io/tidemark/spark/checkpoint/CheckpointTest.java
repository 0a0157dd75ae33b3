package io.tidemark.spark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final StreamDefinition STREAM =
      Samples.definition("1 minute", "3 minutes", "[entity]");

  @TempDir Path folder;

  private Checkpoint claim() {
    return Checkpoint.claim(folder.toString(), STREAM, "topic-id", new Configuration());
  }

  /** Writes the file as versions did that had no id of their own. */
  private void claimedEarlier() throws IOException {
    String note = Files.readString(folder.resolve("owner.json"));
    Files.delete(folder.resolve(".owner.json.crc"));
    Files.writeString(
        folder.resolve("owner.json"), note.replaceFirst(",\"writer\":\"[^\"]*\"", ""));
  }

  @Test
  void aCheckpointKeepsTheIdOfItsQuery() {
    String writer = claim().writer();
    assertThat(writer).hasSize(36);
    assertThat(claim().writer()).isEqualTo(writer);
    assertThat(claim().isBegun()).isFalse();
    assertThat(claim().place()).startsWith(folder + " on ");
  }

  @Test
  void theQueryOfAnEarlierVersionKeepsTheIdThatSparkGaveIt() throws IOException {
    claim();
    claimedEarlier();
    Files.createDirectories(folder.resolve("query"));
    Files.writeString(folder.resolve("query/metadata"), "{\"id\":\"of-spark\"}");
    assertThat(claim().writer()).isEqualTo("of-spark");
    assertThat(Files.readString(folder.resolve("owner.json"))).doesNotContain("writer");
  }

  @Test
  void aCheckpointOfAnEarlierVersionWithoutAQueryGetsAnId() throws IOException {
    claim();
    claimedEarlier();
    String writer = claim().writer();
    assertThat(writer).hasSize(36);
    assertThat(claim().writer()).isEqualTo(writer);
  }

  @Test
  void aCheckpointOfAnotherTopicIsRefused() {
    claim();
    assertThatThrownBy(
            () -> Checkpoint.claim(folder.toString(), STREAM, "another", new Configuration()))
        .hasMessageContaining("was deleted and made again since");
  }
}
