package io.tidemark.audit;

import static io.tidemark.audit.Looks.count;
import static io.tidemark.audit.Looks.readings;
import static io.tidemark.audit.Looks.sent;
import static io.tidemark.audit.Looks.withSum;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.AuditReport.Station;
import io.tidemark.audit.AuditReport.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void holdsWhenEveryStationHasEveryReadingOfEveryWindow() {
    AuditReport report = sent(2_400, 2_400).report();

    assertThat(report.holds()).isTrue();
    assertThat(report.problems()).isEmpty();
    assertThat(report.verdict())
        .isEqualTo(
            "The audit holds: 4,800 readings sent, 4,800 accounted for at every station, 2"
                + " windows.");
    assertThat(report.stations())
        .contains(new Station("sent", 4_800L, null, 0L), new Station("raw topic", 4_800L, 2L, 0L));
    assertThat(report.heartbeats()).isEqualTo(4);
  }

  @Test
  void namesTheLastWindowWhenTheAggregateLacksIt() {
    StationCount without = readings(2_400, 2_388);
    AuditReport report =
        sent(2_400, 2_400).aggregatedTopic(without).druidAggregated(without).report();

    assertThat(report.holds()).isFalse();
    assertThat(report.problems())
        .containsExactly(
            "window 2026-01-01T00:01:00Z: sent 2,400, aggregated topic has 2,388 (12 missing)",
            "window 2026-01-01T00:01:00Z: sent 2,400, Druid aggregated has 2,388 (12 missing)");
    assertThat(report.verdict())
        .isEqualTo(
            "The audit does NOT hold: 4,800 readings sent; aggregated topic has 4,788 (12"
                + " missing), Druid aggregated has 4,788 (12 missing), 1 of 2 windows differs.");
    assertThat(report.windows().get(0).agrees()).isTrue();
    assertThat(report.windows().get(1))
        .isEqualTo(new Window("2026-01-01T00:01:00Z", 2_400L, 2_400, 2_388, 2_400, 2_388, false));
  }

  @Test
  void doesNotHoldWhenTwoWindowsMakeUpForEachOther() {
    AuditReport report = sent(10, 10).druidRaw(readings(9, 11)).report();

    assertThat(report.problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: sent 10, Druid raw has 9 (1 missing)",
            "window 2026-01-01T00:01:00Z: sent 10, Druid raw has 11 (1 too many)");
    assertThat(report.verdict())
        .isEqualTo("The audit does NOT hold: 20 readings sent; 2 of 2 windows differ.");
  }

  @Test
  void namesAWindowThatOneStationAloneHas() {
    AuditReport report = sent(10).druidAggregated(readings(10, 3)).report();

    assertThat(report.problems())
        .contains("window 2026-01-01T00:01:00Z: sent 0, Druid aggregated has 3 (3 too many)");
    assertThat(report.windows()).hasSize(2);
  }

  @Test
  void doesNotHoldWithADuplicateKeyEvenIfTheCountsAgree() {
    AuditReport report = sent(10).duplicates(1).report();

    assertThat(report.problems())
        .containsExactly(
            "the aggregated topic has 1 row again for a key that it had already, such as"
                + " 17|2026-01-01T00:00:00Z");
    assertThat(report.verdict()).contains("does NOT hold: 10 readings sent; the aggregated topic");
  }

  @Test
  void doesNotHoldWithAMalformedRecord() {
    assertThat(sent(10).malformed(3).report().problems())
        .containsExactly(
            "the raw topic has 3 malformed records, such as partition 2 offset 17: not a JSON"
                + " object");
  }

  @Test
  void doesNotHoldWithARowThatCannotBeRead() {
    assertThat(sent(10).unreadable(1).report().problems())
        .containsExactly(
            "the aggregated topic has 1 unreadable record, such as partition 0 offset 3: entity:"
                + " missing");
  }

  @Test
  void doesNotHoldWhenTheGeneratorFailedToDeliver() {
    assertThat(sent(10).failed(2).report().problems())
        .containsExactly("the generator could not deliver 2 readings, see its output");
  }

  @Test
  void doesNotHoldWhenDruidHasOtherRowsThanTheAggregatedTopic() {
    AuditReport report =
        sent(10).aggregatedTopic(count(5, 10)).druidAggregated(count(6, 10)).report();

    assertThat(report.problems())
        .containsExactly("the aggregated topic has 5 rows, Druid aggregated has 6");
  }

  @Test
  void takesTheRawTopicForTheTruthWithoutALedger() {
    AuditReport good = sent(10).noLedger().report();
    AuditReport bad = sent(10).noLedger().aggregatedTopic(readings(9)).report();

    assertThat(good.holds()).isTrue();
    assertThat(good.verdict()).contains("10 readings in the raw topic, 10 accounted for");
    assertThat(good.stations()).contains(new Station("sent", null, null, null));
    assertThat(good.windows().get(0).sent()).isNull();
    assertThat(bad.problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: raw topic has 10, aggregated topic has 9 (1 missing)");
  }

  @Test
  void saysInOneSentenceThatAStationHasNothing() {
    AuditReport report = sent(10, 10).druidRaw(StationCount.NOTHING).report();

    assertThat(report.problems()).containsExactly("Druid raw has none of the 20 readings");
  }

  @Test
  void doesNotHoldWhenNothingWasSent() {
    assertThat(sent().report().holds()).isFalse();
    assertThat(sent().noLedger().report().problems())
        .containsExactly("the raw topic has no readings: there is nothing to prove");
  }

  @Test
  void doesNotHoldWhenALedgerContradictsItself() {
    assertThat(sent(10).ledgerTotal(11).report().problems())
        .containsExactly(
            "the run ledgers contradict themselves: 11 readings in all, 10 in their windows");
  }

  @Test
  void comparesSumsWhereTheCountsAgree() {
    AuditReport report =
        sent(10).rawTopic(withSum("200.10", 10)).aggregatedTopic(withSum("200.1", 10)).report();
    AuditReport other =
        sent(10).rawTopic(withSum("200.10", 10)).aggregatedTopic(withSum("200.11", 10)).report();

    assertThat(report.holds()).isTrue();
    assertThat(other.problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: the sum of temp is 200.10 at raw topic and 200.11 at"
                + " aggregated topic");
  }

  @Test
  void tellsTheFirstTwentyProblemsAndCountsTheOthers() {
    long[] sent = new long[50];
    Arrays.fill(sent, 2);
    long[] lost = new long[50];
    Arrays.fill(lost, 1);
    AuditReport report = sent(sent).druidRaw(readings(lost)).report();

    assertThat(report.problems()).hasSize(21).endsWith("and 30 more");
    assertThat(report.windows()).hasSize(50);
  }
}
