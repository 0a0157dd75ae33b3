package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.doctor.CheckpointFolder.Position;
import io.tidemark.doctor.record.RecordProbe.Range;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCheckTest {
  private static final long SOON = CheckpointFiles.BEGUN + 5_000;
  private static final long LATER = CheckpointFiles.BEGUN + 600_000;

  @TempDir Path parent;
  private CheckpointFiles files;

  @BeforeEach
  void inAFolderThatDoesNotExistYet() {
    files = new CheckpointFiles(parent.resolve("checkpoint"));
  }

  @Test
  void withoutAFolderTheJobHasNotRun() {
    assertCheck(unusable("T1"))
        .isLook("./tidemark aggregate stream")
        .found("none in " + files.folder());
  }

  @Test
  void aCheckpointOfThisTopicAndDefinitionCanBeUsed() throws IOException {
    files.ownedBy("sensors-raw", "T1", DoctorStreams.minutes());

    assertThat(check().unusable(Optional.of("T1"))).isEmpty();
    assertThat(check().unusable(Optional.empty())).isEmpty();
  }

  @Test
  void aCheckpointOfAnotherTopicIsTrouble() throws IOException {
    files.ownedBy("other-raw", "T1", DoctorStreams.minutes());

    assertCheck(unusable("T1"))
        .isTrouble("--rebuild begins a new one from the topics")
        .found("belongs to the topic other-raw");
  }

  @Test
  void aCheckpointOfARecreatedTopicIsTrouble() throws IOException {
    files.ownedBy("sensors-raw", "T1", DoctorStreams.minutes());

    assertCheck(unusable("T2"))
        .isTrouble("--rebuild begins a new one from the topics")
        .found("that was deleted and made again since");
  }

  @Test
  void aCheckpointOfOtherWindowsIsTrouble() throws IOException {
    files.ownedBy("sensors-raw", "T1", DoctorStreams.windows(Duration.ofMinutes(5)));

    assertCheck(unusable("T1")).isTrouble("--checkpoint").found("another definition");
  }

  @Test
  void beforeTheFirstMicroBatchThereIsNothingToCompare() throws IOException {
    files.ownedBy("sensors-raw", "T1", DoctorStreams.minutes());

    assertThat(position()).isEmpty();
    assertCheck(progress(Map.of(0, new Range(0, 9)), SOON)).isFine().found("no micro-batch yet");
  }

  @Test
  void aMicroBatchThatIsDoneIsWhereTheJobStands() throws IOException {
    files.begins(9, 70, Map.of(0, 100L, 1, 200L)).ends(9, 80);
    files.begins(10, 80, Map.of(0, 110L, 1, 220L)).ends(10, 90);

    assertThat(position())
        .contains(new Position(10, false, CheckpointFiles.BEGUN, 90, Map.of(0, 110L, 1, 220L)));
    assertCheck(progress(Map.of(0, new Range(0, 110), 1, new Range(50, 220)), LATER))
        .isFine()
        .found(
            "micro-batch 10, begun 10 minutes ago, is done", "nothing of sensors-raw left to do");
  }

  @Test
  void aMicroBatchThatIsOpenDoesNotCountAsDone() throws IOException {
    files.begins(0, 0, Map.of(0, 100L)).ends(0, 70);
    files.begins(1, 70, Map.of(0, 110L));

    assertThat(position())
        .contains(new Position(1, true, CheckpointFiles.BEGUN, 70, Map.of(0, 100L)));
    assertCheck(progress(Map.of(0, new Range(0, 110)), SOON))
        .isFine()
        .found("micro-batch 1, begun 5 seconds ago, is open", "10 records behind");
  }

  @Test
  void beforeTheFirstCommitTheSourcesOwnStartCounts() throws IOException {
    files.startsAt(Map.of(0, 40L)).begins(0, 0, Map.of(0, 100L));

    assertThat(position().orElseThrow().done()).isEqualTo(Map.of(0, 40L));
  }

  @Test
  void aJobThatIsBehindAndSilentDoesNotRun() throws IOException {
    files.begins(0, 0, Map.of(0, 100L)).ends(0, 70);

    assertCheck(progress(Map.of(0, new Range(0, 1_300)), LATER))
        .isLook("./tidemark aggregate stream")
        .found("1,200 records behind, and no micro-batch for 10 minutes");
  }

  @Test
  void recordsThatWereDeletedBeforeTheyWereReadAreLost() throws IOException {
    files.begins(0, 0, Map.of(0, 100L, 1, 100L)).ends(0, 70);

    assertCheck(progress(Map.of(0, new Range(130, 150), 1, new Range(90, 100)), SOON))
        .isTrouble("retention.ms")
        .found(
            "30 records of sensors-raw deleted before they were aggregated", "20 records behind");
  }

  @Test
  void anOffsetBeyondTheEndIsTrouble() throws IOException {
    files.begins(0, 0, Map.of(0, 100L)).ends(0, 70);

    assertCheck(progress(Map.of(0, new Range(0, 99)), SOON))
        .isTrouble("--rebuild begins a new one from the topics")
        .found("beyond the end");
  }

  @Test
  void aPartitionThatWasAddedIsReadFromItsBeginning() throws IOException {
    files.begins(0, 0, Map.of(0, 100L)).ends(0, 70);

    assertCheck(progress(Map.of(0, new Range(0, 100), 1, new Range(5, 25)), SOON))
        .isFine()
        .found("20 records behind");
  }

  @Test
  void withoutTheTopicTheOffsetsAreNotCompared() throws IOException {
    files.begins(0, 0, Map.of(0, 100L)).ends(0, 70);

    assertCheck(check().progress(position(), Optional.empty(), SOON))
        .isLook("repair the topic")
        .found("not compared: no topic sensors-raw", "micro-batch 0");
  }

  @Test
  void aTruncatedFileIsReportedWithItsName() throws IOException {
    files.begins(0, 0, Map.of(0, 100L)).write("offsets/1", "");

    assertThatThrownBy(this::position)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("offsets/1 cannot be read")
        .hasMessageContaining("--rebuild");
  }

  @Test
  void onlyFoldersOfThisMachineAreChecked() {
    assertThat(CheckpointFolder.named("file:///tmp/c").folder()).isEqualTo(Path.of("/tmp/c"));
    assertThat(CheckpointFolder.named("file:/tmp/c").folder()).isEqualTo(Path.of("/tmp/c"));
    assertThat(CheckpointFolder.named("c/d").folder()).isEqualTo(Path.of("c/d"));
    assertThatThrownBy(() -> CheckpointFolder.named("hdfs://n/c"))
        .isInstanceOf(SkippedCheck.class)
        .hasMessageContaining("hdfs://n/c is no folder of this machine");
  }

  private CheckpointCheck check() {
    return new CheckpointCheck("checkpoint", DoctorStreams.minutes(), files.checkpoint());
  }

  private Check unusable(String topicId) {
    return check().unusable(Optional.of(topicId)).orElseThrow();
  }

  private Optional<Position> position() {
    return files.checkpoint().position("sensors-raw");
  }

  private Check progress(Map<Integer, Range> ranges, long now) {
    return check().progress(position(), Optional.of(ranges), now);
  }
}
