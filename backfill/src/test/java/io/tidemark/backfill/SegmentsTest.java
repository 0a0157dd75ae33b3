package io.tidemark.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.backfill.Segments.Part;
import io.tidemark.backfill.Segments.Segment;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SegmentsTest {
  private static final TimeInterval DAY = span("2026-03-10T00:00:00Z/2026-03-11T00:00:00Z");
  private static final TimeInterval HOUR = span("2026-03-10T12:00:00Z/2026-03-10T13:00:00Z");

  @Test
  void theRowsBeforeAndAfterASpanStay() {
    assertThat(Segments.outside(HOUR, Set.of(segment("a", DAY, "1"))))
        .containsExactly(
            new Part(
                "a",
                List.of(
                    span("2026-03-10T00:00:00Z/2026-03-10T12:00:00Z"),
                    span("2026-03-10T13:00:00Z/2026-03-11T00:00:00Z"))));
  }

  @Test
  void theRowsWithinASpanDoNot() {
    assertThat(Segments.outside(DAY, Set.of(segment("a", HOUR, "1")))).isEmpty();
  }

  @Test
  void allSegmentsOfOneVersionAreVisible() {
    assertThat(Segments.outside(HOUR, Set.of(segment("b", DAY, "1"), segment("a", DAY, "1"))))
        .extracting(Part::id)
        .containsExactly("a", "b");
  }

  @Test
  void aLaterVersionHidesAnEarlierOneWhereItHasRowsOrIsEmpty() {
    TimeInterval night = span("2026-03-10T00:00:00Z/2026-03-10T06:00:00Z");
    assertThat(
            Segments.outside(
                HOUR, Set.of(segment("old", DAY, "1"), new Segment("gone", night, "2", true))))
        .containsExactly(
            new Part(
                "old",
                List.of(
                    span("2026-03-10T06:00:00Z/2026-03-10T12:00:00Z"),
                    span("2026-03-10T13:00:00Z/2026-03-11T00:00:00Z"))));
  }

  private static Segment segment(String id, TimeInterval span, String version) {
    return new Segment(id, span, version, false);
  }

  private static TimeInterval span(String interval) {
    return TimeInterval.parse(interval);
  }
}
