package io.tidemark.spark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final StreamDefinition STREAM =
      Samples.definition("1 minute", "3 minutes", "[entity]");

  @TempDir Path temp;

  private Path folder;

  @BeforeEach
  void folder() {
    folder = temp.resolve("checkpoint");
  }

  private Checkpoint claim() {
    return Checkpoint.claim(folder.toString(), STREAM, "topic-id", new Configuration());
  }

  /** Writes an epoch that is finished. */
  private void finishEpoch(int epoch, long watermark) throws IOException {
    Files.createDirectories(folder.resolve("query/offsets"));
    Files.createDirectories(folder.resolve("query/commits"));
    Files.writeString(
        folder.resolve("query/offsets/" + epoch),
        "v1\n{\"batchWatermarkMs\":%d}\n{\"raw\":{\"0\":1}}".formatted(watermark));
    Files.writeString(folder.resolve("query/commits/" + epoch), "v1\n{}");
  }

  private Optional<ReplacedCheckpoint> putAside(String topicId) {
    return ReplacedCheckpoint.putAside(folder.toString(), STREAM, topicId, new Configuration());
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
  void theTemporaryFilesOfAQueryThatWasKilledAreDeleted() throws IOException {
    claim();
    Path offsets = Files.createDirectories(folder.resolve("query/offsets"));
    Files.writeString(offsets.resolve(".0.7b0c8f6e.tmp"), "v1");
    Files.writeString(offsets.resolve("..0.7b0c8f6e.tmp.crc"), "");
    assertThat(claim().isBegun()).isFalse();
    assertThat(offsets).isEmptyDirectory();

    finishEpoch(0, 1_000);
    Path commits = folder.resolve("query/commits");
    Files.writeString(commits.resolve(".0.crc"), "");
    Files.writeString(commits.resolve(".1.7b0c8f6e.tmp"), "v1");
    assertThat(claim().isBegun()).isTrue();
    assertThat(commits.toFile().list()).containsExactlyInAnyOrder("0", ".0.crc");
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

  @Test
  void aCheckpointThatHasLeftWindowsOutDoesNotSayWhichAreWritten() throws IOException {
    Configuration hadoop = new Configuration();
    assertThat(LeftOut.after(folder.toString(), hadoop)).isEmpty();
    claim();
    finishEpoch(0, 1_000);
    LeftOut.write(folder.toString(), Instant.ofEpochMilli(500), hadoop);
    LeftOut.write(folder.toString(), Instant.ofEpochMilli(500), hadoop);
    assertThat(LeftOut.after(folder.toString(), hadoop)).hasValue(500);
    assertThat(putAside("topic-id").orElseThrow().watermark()).isEmpty();
    claim();
    finishEpoch(0, 300);
    assertThat(putAside("topic-id").orElseThrow().watermark()).hasValue(300);
  }

  @Test
  void aCheckpointThatIsPutAsideSaysWhichWindowsAreWritten() throws IOException {
    assertThat(putAside("topic-id")).isEmpty();
    claim();
    finishEpoch(0, 1_000);
    finishEpoch(1, 2_000);
    ReplacedCheckpoint replaced = putAside("topic-id").orElseThrow();
    assertThat(replaced.watermark()).hasValue(2_000);
    assertThat(Path.of(replaced.folder().toUri()).resolve("owner.json")).exists();
    assertThat(folder).doesNotExist();
  }

  @Test
  void whatACheckpointKnewIsKnownAlsoAfterTheOneThatReplacedItIsReplaced() throws IOException {
    claim();
    finishEpoch(0, 2_000);
    putAside("topic-id");
    // killed before it had made its own
    assertThat(putAside("topic-id").orElseThrow().watermark()).hasValue(2_000);
    claim();
    // killed before its first epoch
    assertThat(putAside("topic-id").orElseThrow().watermark()).hasValue(2_000);
    claim();
    // killed while it read what the one before had read
    finishEpoch(0, 1_000);
    assertThat(putAside("topic-id").orElseThrow().watermark()).hasValue(2_000);
  }

  @Test
  void aCheckpointOfATopicThatWasMadeAgainSaysNothingAboutTheWindowsOfTheNewOne()
      throws IOException {
    claim();
    finishEpoch(0, 2_000);
    assertThat(putAside("another").orElseThrow().watermark()).isEmpty();
  }
}
