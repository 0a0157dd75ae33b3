package io.tidemark.spark.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.spark.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionWatermarkTest {
  private static final long DELAY = 100;
  private static final long SHIFT = 7_000;

  @TempDir Path folder;

  private final PartitionEventTimes times = new PartitionEventTimes();
  private final Map<TopicPartition, Long> read = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private PartitionWatermark watermark;

  @BeforeEach
  void open() {
    watermark =
        PartitionWatermark.open(
            new Checkpoint(new org.apache.hadoop.fs.Path(folder.toUri()), false, "query"),
            new Configuration(),
            times,
            DELAY,
            SHIFT,
            ignored -> ends);
  }

  @AfterEach
  void close() {
    watermark.close();
  }

  @Test
  void thePartitionWithUnreadRecordsThatIsFurthestBehindHoldsIt() {
    partition(0, 5_000, 10, 20);
    partition(1, 1_000, 10, 11);
    partition(2, 500, 10, 10);
    assertThat(watermark.next(0, read)).isEqualTo(1_000 + SHIFT - DELAY);
  }

  @Test
  void ifAllAreReadToTheirEndsTheGreatestTimeCounts() {
    partition(0, 5_000, 10, 10);
    partition(1, 1_000, 10, 10);
    assertThat(watermark.next(0, read)).isEqualTo(5_000 + SHIFT - DELAY);
  }

  @Test
  void aPartitionThatWasNotReadYetLeavesItWhereItIs() {
    partition(0, 5_000, 10, 10);
    read.put(new TopicPartition("t", 1), 0L);
    ends.put(new TopicPartition("t", 1), 1L);
    assertThat(watermark.next(3, read)).isEqualTo(3);
  }

  @Test
  void aPartitionWhoseEndIsNotKnownIsTakenAsUnread() {
    partition(0, 5_000, 10, 20);
    partition(1, 1_000, 10, 10);
    ends.remove(new TopicPartition("t", 1));
    assertThat(watermark.next(0, read)).isEqualTo(1_000 + SHIFT - DELAY);
  }

  @Test
  void manyDeadRecordsDoNotHoldIt() {
    partition(0, 5_000, 300, 400);
    partition(1, 1_000, 300, 400);
    times.add(new PartitionEventTimes.Read(1, new PartitionTimes(Long.MIN_VALUE, -1, 399)));
    assertThat(watermark.next(0, read)).isEqualTo(5_000 + SHIFT - DELAY);
  }

  @Test
  void itNeverGoesBack() {
    partition(0, 5_000, 10, 20);
    assertThat(watermark.next(90_000, read)).isEqualTo(90_000);
  }

  @Test
  void whatWasReadIsKnownAgainFromTheCheckpoint() throws Exception {
    partition(0, 5_000, 10, 20);
    watermark.commit(7, 4_321);
    openAgain(7);
    assertThat(watermark.next(0, read)).isEqualTo(5_000 + SHIFT - DELAY);
    assertThat(watermark.last()).hasValue(4_321);
  }

  @Test
  void anEpochThatSparkDoesNotTakeForFinishedDoesNotCount() throws Exception {
    partition(0, 5_000, 10, 20);
    watermark.commit(7, 4_321);
    partition(0, 9_000, 20, 30);
    watermark.commit(8, 5_678);
    openAgain(7);
    assertThat(watermark.next(0, read)).isEqualTo(5_000 + SHIFT - DELAY);
    assertThat(watermark.last()).hasValue(4_321);
  }

  @Test
  void anEpochThatIsExecutedAgainReplacesItself() throws Exception {
    partition(0, 5_000, 10, 20);
    watermark.commit(7, 4_321);
    watermark.commit(8, 5_678);
    openAgain(7);
    watermark.commit(8, 5_678);
    watermark.commit(8, 5_678);
    openAgain(7);
    assertThat(watermark.last()).hasValue(4_321);
    watermark.commit(8, 5_678);
    openAgain(8);
    assertThat(watermark.last()).hasValue(5_678);
  }

  @Test
  void aFileThatIsDamagedIsReportedInOneLine() throws Exception {
    Files.writeString(folder.resolve("watermark.json"), "{\"epochs\":");
    assertThatThrownBy(() -> openAgain(1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("watermark.json of the checkpoint")
        .hasMessageNotContaining("\n");
  }

  /** As another run does, after Spark has committed an epoch. */
  private void openAgain(long committed) throws IOException {
    Path commits = Files.createDirectories(folder.resolve("query/commits"));
    Files.writeString(commits.resolve(committed + ""), "v1\n{}");
    watermark.close();
    times.reset();
    open();
  }

  private void partition(int number, long time, long position, long end) {
    TopicPartition partition = new TopicPartition("t", number);
    read.put(partition, position);
    ends.put(partition, end);
    times.add(new PartitionEventTimes.Read(number, new PartitionTimes(time, position - 1, -1)));
  }
}
