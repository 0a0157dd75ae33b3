package io.tidemark.audit.topic;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.model.record.DeadRecords;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Windows of a minute that wait for three, in two partitions. */
class LateReadingsBoundTest {
  private static final long WINDOW = at("2026-01-01T00:00:00Z");
  private static final long LAST = WINDOW + 59_999;
  private static final long CLOSES = WINDOW + 240_000;

  private final long[] offsets = new long[2];
  private LateReadingsBound bound = new LateReadingsBound(Streams.minutes());

  @Test
  void aReadingIsBehindOnceItsPartitionHasReachedTheEndOfItsWindow() {
    add(0, 1, CLOSES - 1);
    add(0, 2, WINDOW);
    assertThat(bound.partitions()).isEmpty();
    add(0, 3, CLOSES);
    add(0, 3, LAST);
    add(0, 3, LAST + 1);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 1L));
    assertThat(bound.watermark()).isEqualTo(WINDOW + 60_000);
  }

  @Test
  void nothingBeforeAReadingInItsPartitionMakesItLateThere() {
    add(1, 1, CLOSES + 1_000_000);
    add(0, 2, WINDOW);

    assertThat(bound.partitions()).isEmpty();
  }

  /**
   * The job has read partition 0 to its end while partition 1 goes on, so that nothing holds the
   * watermark back until the reading of partition 0 arrives: then it is late.
   */
  @Test
  void theGlobalBoundHasReadingsOfAPartitionThatWasReadToItsEnd() {
    add(0, 1, WINDOW);
    add(1, 2, CLOSES);
    add(0, 3, WINDOW);

    assertThat(bound.global()).containsExactly(Map.entry(WINDOW, 1L));
    assertThat(bound.partitions()).isEmpty();
  }

  @Test
  void aHeartbeatOrAFilteredReadingBringsAnEventTime() {
    bound.move(0, offsets[0]++, 1, CLOSES);
    add(0, 2, WINDOW);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void theOrderOfTimestampsDoesNotMatterWithinAPartition() {
    add(0, 5, WINDOW);
    add(0, 5, CLOSES);

    assertThat(bound.partitions()).isEmpty();
    assertThat(bound.global()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void manyDeadRecordsInSuccessionMakeThePartitionCountByArrivalFromThenOn() {
    add(1, 1, CLOSES);
    dead((int) DeadRecords.MOST_OFFSETS - 1);
    add(0, 2, WINDOW);
    dead((int) DeadRecords.MOST_OFFSETS - 1);
    add(0, 3, WINDOW);
    assertThat(bound.partitions()).isEmpty();

    dead((int) DeadRecords.MOST_OFFSETS);
    add(0, 4, WINDOW);
    add(0, 5, CLOSES);
    add(0, 6, WINDOW);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 2L));
    assertThat(bound.global()).containsExactly(Map.entry(WINDOW, 4L));
  }

  private void dead(int records) {
    for (int i = 0; i < records; i++) {
      bound.dead(0, offsets[0]++);
    }
  }

  private void add(int partition, long timestamp, long time) {
    bound.add(partition, offsets[partition]++, timestamp, time);
  }

  @Test
  void aPartitionWhoseBeginningIsDeletedCountsByArrival() {
    bound.begin(0, 7);
    bound.begin(1, 0);
    add(1, 1, CLOSES);
    add(0, 2, WINDOW);
    add(1, 3, WINDOW + 60_000);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void aStreamThatDeduplicatesDropsByEventTime() {
    bound = new LateReadingsBound(Streams.deduplicated());
    add(0, 1, WINDOW + 180_000);
    add(0, 2, WINDOW + 1);
    add(0, 3, WINDOW);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void windowsOfAnyLengthEndWhereTheDefinitionSays() {
    bound = new LateReadingsBound(Streams.windows(Duration.ofMillis(7)));
    add(0, 1, 180_007);
    add(0, 2, 6);
    add(0, 3, 7);

    assertThat(bound.partitions()).containsExactly(Map.entry(0L, 1L));
  }

  @Test
  void knowsNoWatermarkBeforeTheFirstRecord() {
    assertThat(bound.watermark()).isEqualTo(Long.MIN_VALUE);
    assertThat(bound.partitions()).isEmpty();
    assertThat(bound.global()).isEmpty();
  }
}
