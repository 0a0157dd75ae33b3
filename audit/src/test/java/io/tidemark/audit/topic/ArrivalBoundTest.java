package io.tidemark.audit.topic;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Windows of a minute that wait for three. */
class ArrivalBoundTest {
  private static final long WINDOW = at("2026-01-01T00:00:00Z");
  private static final long LAST = WINDOW + 59_999;
  private static final long CLOSES = WINDOW + 240_000;

  private ArrivalBound bound = new ArrivalBound(Streams.minutes());

  @Test
  void aReadingIsBehindOnceTheWatermarkReachesTheEndOfItsWindow() {
    bound.add(1, CLOSES - 1);
    bound.add(2, WINDOW);
    assertThat(bound.behind()).isEmpty();
    bound.add(3, CLOSES);
    bound.add(4, LAST);
    bound.add(5, LAST + 1);

    assertThat(bound.behind()).containsExactly(Map.entry(WINDOW, 1L));
    assertThat(bound.watermark()).isEqualTo(WINDOW + 60_000);
  }

  @Test
  void whatComesAfterwardsPutsNothingBehind() {
    bound.add(1, WINDOW);
    bound.add(2, CLOSES + 1_000_000);

    assertThat(bound.behind()).isEmpty();
  }

  @Test
  void allRecordsWithTheSameTimestampCountAsComeBefore() {
    bound.add(1, WINDOW);
    bound.add(1, WINDOW + 60_000);
    bound.add(1, CLOSES);

    assertThat(bound.behind()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void anotherLookCanStillBringARecordWithTheSameTimestamp() {
    bound.add(1, WINDOW);
    assertThat(bound.behind()).isEmpty();
    bound.move(1, CLOSES);
    assertThat(bound.behind()).containsExactly(Map.entry(WINDOW, 1L));
    bound.move(2, CLOSES);

    assertThat(bound.behind()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void aTimestampThatGoesBackIsTakenForTheLastOne() {
    bound.add(5, CLOSES - 1);
    bound.add(2, WINDOW);
    bound.move(5, CLOSES);

    assertThat(bound.behind()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void aStreamThatDeduplicatesDropsByEventTime() {
    bound = new ArrivalBound(Streams.deduplicated());
    bound.add(1, WINDOW + 180_000);
    bound.add(2, WINDOW + 1);
    bound.add(3, WINDOW);

    assertThat(bound.behind()).containsExactly(Map.entry(WINDOW, 1L));
  }

  @Test
  void knowsNoWatermarkBeforeTheFirstRecord() {
    assertThat(bound.watermark()).isEqualTo(Long.MIN_VALUE);
    assertThat(bound.behind()).isEmpty();
  }
}
