package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.PipelineBuilder;
import io.tidemark.audit.station.WatermarkBound;
import org.junit.jupiter.api.Test;

/** Ten readings of a window are missing, of which four are behind in their own partition. */
class WatermarkBoundTest {
  private final PipelineBuilder lacking =
      sent(100)
          .aggregatedTopic(readings(90))
          .druidAggregated(readings(90))
          .behind(12)
          .behindInPartition(4);

  @Test
  void readingsThatOnlyOtherPartitionsCanHaveMadeLateAreLateAndNamed() {
    AuditReport report = lacking.report();

    assertThat(report.holds()).isTrue();
    assertThat(report.balance().late()).isEqualTo(10);
    assertThat(report.outcome().notes())
        .contains(
            "6 readings can have been late only by event times of other partitions, if the job had"
                + " read their own to the end; --watermark partitions calls them missing");
  }

  @Test
  void theBoundOfThePartitionsCallsThemMissingAndNamesTheOther() {
    AuditReport report = lacking.bound(WatermarkBound.PARTITIONS).report();

    assertThat(report.holds()).isFalse();
    assertThat(report.outcome().problems())
        .contains(
            "window 2026-01-01T00:00:00Z: sent 100, at most 4 of them late, aggregated topic has 90"
                + " (6 missing)");
    assertThat(report.outcome().notes())
        .contains(
            "6 readings can have been late only by event times of other partitions; --watermark"
                + " global accepts that, for a job that had read a partition to its end");
  }

  @Test
  void saysNothingWhereBothBoundsExplainWhatIsMissing() {
    AuditReport report = lacking.behindInPartition(10).bound(WatermarkBound.PARTITIONS).report();

    assertThat(report.holds()).isTrue();
    assertThat(report.outcome().notes()).noneMatch(note -> note.contains("other partitions"));
  }

  @Test
  void saysNothingOfWhatNeitherBoundExplains() {
    AuditReport report = lacking.behind(4).report();

    assertThat(report.holds()).isFalse();
    assertThat(report.outcome().notes()).noneMatch(note -> note.contains("other partitions"));
  }
}
