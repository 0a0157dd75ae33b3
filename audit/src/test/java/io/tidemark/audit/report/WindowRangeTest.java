package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.PipelineBuilder;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WindowRange;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Of four windows the second and the third are compared. */
class WindowRangeTest {
  private static final WindowRange RANGE =
      WindowRange.of(Instant.parse("2026-01-01T00:01:00Z"), Instant.parse("2026-01-01T00:03:00Z"));

  private final PipelineBuilder pipeline = pipeline(readings(20, 30));

  private static PipelineBuilder pipeline(StationCount windows) {
    return sent(10, 20, 30, 40)
        .range(RANGE)
        .aggregatedTopic(windows)
        .druidRaw(readings(20, 30))
        .druidAggregated(windows);
  }

  private static StationCount readings(long second, long third) {
    return StationCount.of(
        2,
        new TreeMap<>(
            Map.of(at("2026-01-01T00:01:00Z"), second, at("2026-01-01T00:02:00Z"), third)),
        Map.of());
  }

  @Test
  void theOthersAreNeitherComparedNorCounted() {
    AuditReport report = pipeline.report();

    assertThat(report.outcome().problems()).isEmpty();
    assertThat(report.holds()).isTrue();
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit holds: 50 readings sent for the windows from 2026-01-01T00:01:00Z to"
                + " 2026-01-01T00:03:00Z, 50 accounted for at every station, 2 windows.");
    assertThat(report.outcome().notes())
        .contains(
            "only the windows from 2026-01-01T00:01:00Z to 2026-01-01T00:03:00Z are compared; dead"
                + " readings, duplicates and filtered ones belong to no window: the totals of the"
                + " ledgers, the partitions, the dead letters and the heartbeats are compared for"
                + " the whole topic, which has 100 readings");
    assertThat(report.windows())
        .extracting(WindowTotal::windowStart)
        .containsExactly("2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z");
    assertThat(report.stations())
        .contains(new StationTotal("raw topic", 50L, 50L, null, null, null, 0L));
  }

  @Test
  void aReadingThatIsMissingInTheRangeIsFound() {
    AuditReport report = pipeline(readings(20, 29)).report();

    assertThat(report.holds()).isFalse();
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit does NOT hold: 50 readings sent for the windows from 2026-01-01T00:01:00Z to"
                + " 2026-01-01T00:03:00Z; aggregated topic has 49 (1 missing), Druid aggregated has"
                + " 49 (1 missing), 1 of 2 windows differs.");
  }

  @Test
  void lateReadingsOfTheRangeAddUp() {
    AuditReport report = pipeline(readings(18, 30)).behind(10, 2, 0, 0).report();

    assertThat(report.holds()).isTrue();
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit holds: 50 readings sent for the windows from 2026-01-01T00:01:00Z to"
                + " 2026-01-01T00:03:00Z = 48 aggregated + 2 late, at every station; 2 windows.");
  }

  @Test
  void theTotalsOfTheLedgersAreStillComparedForTheWholeTopic() {
    AuditReport report = pipeline.ledgerSurplus(1).report();

    assertThat(report.outcome().problems())
        .contains(
            "the run ledgers contradict themselves: 101 readings in all, 100 in their windows");
  }

  @Test
  void aRangeWithoutReadingsProvesNothing() {
    AuditReport report =
        sent(10)
            .range(WindowRange.of(Instant.parse("2026-02-01T00:00:00Z"), null))
            .aggregatedTopic(StationCount.NOTHING)
            .druidRaw(StationCount.NOTHING)
            .druidAggregated(StationCount.NOTHING)
            .report();

    assertThat(report.outcome().problems())
        .containsExactly(
            "no reading has a window from 2026-02-01T00:00:00Z: there is nothing to prove; look at"
                + " --from and --to");
  }
}
