package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.station.StationCount;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeadReadingsTest {
  @Test
  void theReportHasTheirShareAndTheReasons() {
    AuditReport report = sent(30).deadBecause(10, "temp: missing").report();

    assertThat(report.holds()).isTrue();
    assertThat(report.details().deadLetters().percent()).isEqualTo(25);
    assertThat(new AuditTable(report).render(false, false))
        .contains(
            "Dead letters, 25.0 % of all readings, and their commonest reasons:\n"
                + "  10 × temp: missing; such as partition 0 offset 7: {}\n");
  }

  @Test
  void theVerdictSaysThatMoreThanHalfAreDead() {
    assertThat(sent(10).deadBecause(11, "temp: missing").report().outcome().verdict())
        .isEqualTo(
            "The audit holds, but 52 % of the readings are dead: 21 readings sent = 10 aggregated"
                + " + 0 late + 11 dead, at every station; 1 window.");
    assertThat(sent(10).deadBecause(10, "temp: missing").report().outcome().verdict())
        .startsWith("The audit holds: ");
  }

  @Test
  void doesNotHoldWhenNothingWasCounted() {
    AuditReport report = sent().noLedger().deadBecause(13, "not JSON").report();

    assertThat(report.holds()).isFalse();
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit does NOT hold: 13 readings in the raw topic; nothing was counted: 13 of 13"
                + " readings are dead; look at './tidemark tail dead-letter --stream sensors"
                + " --until-end', and correct the definition or the producer.");
  }

  @Test
  void druidRawMayLackWhatItWasMadeToSkip() {
    assertThat(sent(10, 10).skipped(0, 1).druidRaw(readings(10, 9)).report().outcome().notes())
        .containsExactly(
            "1 reading skipped in the datasource sensors-raw by './tidemark skip': Druid raw may"
                + " lack them");
    assertThat(sent(10, 10).skipped(0, 1).druidRaw(readings(10, 9)).report().holds()).isTrue();
    assertThat(sent(10, 10).skipped(0, 1).druidRaw(readings(10, 8)).report().outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:01:00Z: sent 10, 1 of them skipped, Druid raw has 8 (1"
                + " missing)");
    assertThat(sent(10, 10).skipped(0, 1).druidRaw(readings(9, 10)).report().holds()).isFalse();
  }

  @Test
  void druidRawHasOnceWhatTheSenderCountedAndTheTopicHasAsDead() {
    // the clock of the sender is ahead of Kafka's
    AuditReport report =
        sent(10, 10)
            .rawTopic(readings(10, 4))
            .aggregatedTopic(readings(10, 4))
            .druidAggregated(readings(10, 4))
            .uncounted(0, 6)
            .deadInWindows(new long[] {0, 6})
            .druidRaw(readings(10, 10))
            .report();
    assertThat(report.holds()).isFalse();
    assertThat(report.outcome().problems()).noneMatch(problem -> problem.contains("Druid raw"));
  }

  @Test
  void notesThatAllEventTimesAreImprobable() {
    StationCount early = at("1970-01-21T10:53:00Z");
    assertThat(
            sent(5)
                .noLedger()
                .rawTopic(early)
                .aggregatedTopic(early)
                .druidRaw(early)
                .druidAggregated(early)
                .report()
                .outcome()
                .notes())
        .contains(
            "all event times are in windows from 1970-01-21T10:53:00Z to 1970-01-21T10:53:00Z: if"
                + " that is not meant, correct the 'format' of time in the definition, such as"
                + " 'format: seconds'");
    assertThat(sent(5).noLedger().report().outcome().notes()).containsExactly("no run ledger");
  }

  private static StationCount at(String window) {
    return StationCount.of(1, new TreeMap<>(Map.of(Streams.at(window), 5L)), Map.of());
  }
}
