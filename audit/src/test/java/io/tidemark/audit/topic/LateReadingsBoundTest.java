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

  private LateReadingsBound bound = new LateReadingsBound(Streams.minutes());

  @Test
  void aReadingIsBehindOnceItsPartitionHasReachedTheEndOfItsWindow() {
    bound.add(0, 1, CLOSES - 1);
    bound.add(0, 2, WINDOW);
    assertThat(bound.partitions()).isEmpty();
    bound.add(0, 3, CLOSES);
    bound.add(0, 3, LAST);
    bound.add(0, 3, LAST + 1);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 1L));
    assertThat(bound.watermark()).isEqualTo(WINDOW + 60_000);
  }

  @Test
  void nothingBeforeAReadingInItsPartitionMakesItLateThere() {
    bound.add(1, 1, CLOSES + 1_000_000);
    bound.add(0, 2, WINDOW);

    assertThat(bound.partitions()).isEmpty();
  }

  /**
   * The job has read partition 0 to its end while partition 1 goes on, so that nothing holds the
   * watermark back until the reading of partition 0 arrives: then it is late.
   */
  @Test
  void theGlobalBoundHasReadingsOfAPartitionThatWasReadToItsEnd() {
    bound.add(0, 1, WINDOW);
    bound.add(1, 2, CLOSES);
    bound.add(0, 3, WINDOW);

    assertThat(bound.global()).containsExactly(Map.entry(WINDOW, 1L));
    assertThat(bound.partitions()).isEmpty();
  }

  @Test
  void aHeartbeatOrAFilteredReadingBringsAnEventTime() {
    bound.move(0, 1, CLOSES);
    bound.add(0, 2, WINDOW);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void theOrderOfTimestampsDoesNotMatterWithinAPartition() {
    bound.add(0, 5, WINDOW);
    bound.add(0, 5, CLOSES);

    assertThat(bound.partitions()).isEmpty();
    assertThat(bound.global()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void manyDeadRecordsInSuccessionMakeThePartitionCountByArrivalFromThenOn() {
    bound.add(1, 1, CLOSES);
    dead(DeadRecords.MOST_IN_SUCCESSION - 1);
    bound.add(0, 2, WINDOW);
    dead(DeadRecords.MOST_IN_SUCCESSION - 1);
    bound.add(0, 3, WINDOW);
    assertThat(bound.partitions()).isEmpty();

    dead(DeadRecords.MOST_IN_SUCCESSION);
    bound.add(0, 4, WINDOW);
    bound.add(0, 5, CLOSES);
    bound.add(0, 6, WINDOW);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 2L));
    assertThat(bound.global()).containsExactly(Map.entry(WINDOW, 4L));
  }

  private void dead(int records) {
    for (int i = 0; i < records; i++) {
      bound.dead(0);
    }
  }

  @Test
  void aPartitionWhoseBeginningIsDeletedCountsByArrival() {
    bound.begin(0, 7);
    bound.begin(1, 0);
    bound.add(1, 1, CLOSES);
    bound.add(0, 2, WINDOW);
    bound.add(1, 3, WINDOW + 60_000);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void aStreamThatDeduplicatesDropsByEventTime() {
    bound = new LateReadingsBound(Streams.deduplicated());
    bound.add(0, 1, WINDOW + 180_000);
    bound.add(0, 2, WINDOW + 1);
    bound.add(0, 3, WINDOW);

    assertThat(bound.partitions()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void windowsOfAnyLengthEndWhereTheDefinitionSays() {
    bound = new LateReadingsBound(Streams.windows(Duration.ofMillis(7)));
    bound.add(0, 1, 180_007);
    bound.add(0, 2, 6);
    bound.add(0, 3, 7);

    assertThat(bound.partitions()).containsExactly(Map.entry(0L, 1L));
  }

  @Test
  void knowsNoWatermarkBeforeTheFirstRecord() {
    assertThat(bound.watermark()).isEqualTo(Long.MIN_VALUE);
    assertThat(bound.partitions()).isEmpty();
    assertThat(bound.global()).isEmpty();
  }
}
