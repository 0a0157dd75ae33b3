package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.PipelineBuilder;
import io.tidemark.audit.station.StationCount;
import org.junit.jupiter.api.Test;

/** A topic that others fill, without closing heartbeats. */
class OpenWindowsTest {
  /** The watermark has closed the first window and not the two after it. */
  private static PipelineBuilder open(StationCount written) {
    return sent(10, 20, 5)
        .noLedger()
        .watermark("2026-01-01T00:01:59Z")
        .aggregatedTopic(written)
        .druidAggregated(written);
  }

  @Test
  void whatWaitsInOpenWindowsIsOpenAndNotMissing() {
    AuditReport report = open(readings(10)).report();

    assertThat(report.holds()).isTrue();
    assertThat(report.outcome().problems()).isEmpty();
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit holds so far: 35 readings in the raw topic = 10 aggregated + 0 late + 25"
                + " open + 0 dead, at every station; 3 windows; 25 readings wait in 2 open windows,"
                + " './tidemark close-windows --stream sensors' closes them.");
    assertThat(report.balance().open()).isEqualTo(25);
    assertThat(report.windows().get(0).members()).containsEntry("open", 0L);
    assertThat(report.windows().get(1).members()).containsEntry("open", 20L);
  }

  @Test
  void theTableHasAColumnForThem() {
    String page = new AuditTable(open(readings(10)).report()).render(false, false);

    assertThat(page)
        .containsPattern("station +\\| readings \\| open \\| rows")
        .containsPattern("aggregated topic +\\| +10 \\| +25 \\| +1 \\| +0")
        .containsPattern("2026-01-01T00:00:00Z .*\\| yes")
        .containsPattern("2026-01-01T00:01:00Z .*\\| open");
  }

  @Test
  void beforeTheFirstWindowIsWrittenAllIsOpen() {
    AuditReport report =
        sent(10)
            .noLedger()
            .watermark("2026-01-01T00:00:59Z")
            .aggregatedTopic(StationCount.NOTHING)
            .druidAggregated(StationCount.NOTHING)
            .report();

    assertThat(report.holds()).isTrue();
    assertThat(report.outcome().verdict()).contains("holds so far", "10 readings wait in 1 open");
  }

  @Test
  void aWindowThatEndsAtTheWatermarkIsClosed() {
    AuditReport report =
        sent(10)
            .noLedger()
            .watermark("2026-01-01T00:01:00Z")
            .aggregatedTopic(StationCount.NOTHING)
            .druidAggregated(StationCount.NOTHING)
            .report();

    assertThat(report.outcome().problems())
        .contains("aggregated topic has none of the 10 readings");
  }

  @Test
  void whatIsMissingFromAClosedWindowIsMissingStill() {
    AuditReport report = open(readings(9)).report();

    assertThat(report.holds()).isFalse();
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit does NOT hold: 35 readings in the raw topic; aggregated topic has 9 (1"
                + " missing), Druid aggregated has 9 (1 missing), 1 of 3 windows differs.");
  }

  @Test
  void druidRawMustHaveTheReadingsOfOpenWindowsToo() {
    assertThat(open(readings(10)).druidRaw(readings(10, 20)).report().outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:02:00Z: raw topic has 5, Druid raw has 0 (5 missing)");
  }

  @Test
  void aWindowThatIsWrittenIsNotOpen() {
    AuditReport report = open(readings(10, 19)).report();

    assertThat(report.outcome().problems())
        .contains(
            "window 2026-01-01T00:01:00Z: raw topic has 20, aggregated topic has 19 (1 missing)");
    assertThat(report.balance().open()).isEqualTo(5);
  }
}
