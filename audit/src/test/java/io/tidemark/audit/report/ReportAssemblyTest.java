package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.count;
import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static io.tidemark.audit.fixture.PipelineBuilder.withSum;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.station.Ingestion;
import io.tidemark.audit.station.StationCount;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportAssemblyTest {
  @Test
  void holdsWhenEveryStationHasEveryReadingOfEveryWindow() {
    AuditReport report = sent(2_400, 2_400).report();

    assertThat(report.holds()).isTrue();
    assertThat(report.outcome().problems()).isEmpty();
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit holds: 4,800 readings sent, 4,800 accounted for at every station, 2"
                + " windows.");
    assertThat(report.stations())
        .contains(
            new StationTotal("sent", 4_800L, null, null, null, 0L, 0L),
            new StationTotal("raw topic", 4_800L, 4_800L, null, null, 0L, 0L));
    assertThat(report.details().heartbeats()).isEqualTo(4);
  }

  @Test
  void namesTheLastWindowWhenTheAggregateLacksIt() {
    StationCount without = readings(2_400, 2_388);
    AuditReport report =
        sent(2_400, 2_400).aggregatedTopic(without).druidAggregated(without).report();

    assertThat(report.holds()).isFalse();
    assertThat(report.outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:01:00Z: sent 2,400, aggregated topic has 2,388 (12 missing)",
            "window 2026-01-01T00:01:00Z: sent 2,400, Druid aggregated has 2,388 (12 missing)");
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit does NOT hold: 4,800 readings sent; aggregated topic has 4,788 (12"
                + " missing), Druid aggregated has 4,788 (12 missing), 1 of 2 windows differs.");
    assertThat(report.windows().get(0).agrees()).isTrue();
    assertThat(report.windows().get(1).members())
        .hasToString(
            "{window_start=2026-01-01T00:01:00Z, sent=2400, raw_topic=2400, aggregated_topic=2388,"
                + " late=0, behind=0, open=0, druid_raw=2400, uncounted=0, skipped=0, druid_aggregated=2388,"
                + " late_open=0, agrees=false}");
  }

  @Test
  void doesNotHoldWhenTwoWindowsMakeUpForEachOther() {
    AuditReport report = sent(10, 10).druidRaw(readings(9, 11)).report();

    assertThat(report.outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: sent 10, Druid raw has 9 (1 missing)",
            "window 2026-01-01T00:01:00Z: sent 10, Druid raw has 11 (1 too many)");
    assertThat(report.outcome().verdict())
        .isEqualTo("The audit does NOT hold: 20 readings sent; 2 of 2 windows differ.");
  }

  @Test
  void namesAWindowThatOneStationAloneHas() {
    AuditReport report = sent(10).druidAggregated(readings(10, 3)).report();

    assertThat(report.outcome().problems())
        .contains("window 2026-01-01T00:01:00Z: sent 0, Druid aggregated has 3 (3 too many)");
    assertThat(report.windows()).hasSize(2);
  }

  @Test
  void doesNotHoldWithADuplicateKeyEvenIfTheCountsAgree() {
    AuditReport report = sent(10).doubleRows(1).report();

    assertThat(report.outcome().problems())
        .containsExactly(
            "the aggregated topic has 1 row again for a key that it had already, such as"
                + " 17|2026-01-01T00:00:00Z");
    assertThat(report.outcome().verdict())
        .contains("does NOT hold: 10 readings sent; the aggregated topic");
  }

  @Test
  void doesNotHoldWithADeadRecordThatHasNoLetter() {
    AuditReport report = sent(10).withoutLetter(3).report();

    assertThat(report.outcome().problems())
        .containsExactly(
            "the raw topic has 3 dead records without a dead letter: not written yet, lost, or"
                + " aggregated with another --max-ahead or --earliest; such as partition 2 offset"
                + " 17: not a JSON object");
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit does NOT hold: 13 readings sent; dead-letter topic has 0 (3 missing).");
  }

  @Test
  void doesNotHoldWithARowThatCannotBeRead() {
    assertThat(sent(10).unreadable(1).report().outcome().problems())
        .containsExactly(
            "the aggregated topic has 1 unreadable record, such as partition 0 offset 3: entity:"
                + " missing");
  }

  @Test
  void doesNotHoldWhenTheGeneratorFailedToDeliver() {
    assertThat(sent(10).failed(2).report().outcome().problems())
        .containsExactly("the generator could not deliver 2 readings, see its output");
  }

  @Test
  void doesNotHoldWhenDruidHasOtherRowsThanTheAggregatedTopic() {
    AuditReport report =
        sent(10).aggregatedTopic(count(5, 10)).druidAggregated(count(6, 10)).report();

    assertThat(report.outcome().problems())
        .containsExactly("the aggregated topic has 5 rows, Druid aggregated has 6");
  }

  @Test
  void takesTheRawTopicForTheTruthWithoutALedger() {
    AuditReport good = sent(10).noLedger().report();
    AuditReport bad = sent(10).noLedger().aggregatedTopic(readings(9)).report();

    assertThat(good.holds()).isTrue();
    assertThat(good.outcome().verdict()).contains("10 readings in the raw topic, 10 accounted for");
    assertThat(good.stations())
        .contains(new StationTotal("sent", null, null, null, null, null, null));
    assertThat(good.windows().get(0).sent()).isNull();
    assertThat(bad.outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: raw topic has 10, aggregated topic has 9 (1 missing)");
  }

  @Test
  void saysInOneSentenceThatAStationHasNothing() {
    AuditReport report = sent(10, 10).druidRaw(StationCount.NOTHING).report();

    assertThat(report.outcome().problems())
        .containsExactly("Druid raw has none of the 20 readings");
  }

  @Test
  void doesNotHoldWhenNothingWasSent() {
    assertThat(sent().report().holds()).isFalse();
    assertThat(sent().noLedger().report().outcome().problems())
        .containsExactly("the raw topic has no readings: there is nothing to prove");
  }

  @Test
  void doesNotHoldWhenALedgerContradictsItself() {
    assertThat(sent(10).ledgerSurplus(1).report().outcome().problems())
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
    assertThat(other.outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: the sum of temp is 200.10 at raw topic and 200.11 at"
                + " aggregated topic");
  }

  @Test
  void holdsWithLateAndDeadReadingsAndTellsEachTerm() {
    StationCount dropped = readings(10, 7, 9);
    AuditReport report =
        sent(10, 10, 10)
            .behind(0, 3, 4)
            .dead(5)
            .aggregatedTopic(dropped)
            .druidAggregated(dropped)
            .report();

    assertThat(report.outcome().problems()).isEmpty();
    assertThat(report.outcome().verdict())
        .isEqualTo(
            "The audit holds: 35 readings sent = 26 aggregated + 4 late + 5 dead, at every"
                + " station; 3 windows.");
    assertThat(report.balance().sent())
        .isEqualTo(
            report.balance().aggregated() + report.balance().late() + report.balance().dead());
    assertThat(report.outcome().notes())
        .containsExactly(
            "4 late readings in 2 windows of Druid aggregated; put right by: ./tidemark backfill"
                + " --stream sensors --from 2026-01-01T00:01:00Z --to 2026-01-01T00:03:00Z");
    assertThat(report.windows().get(2).members()).containsEntry("late", 1L);
    assertThat(report.windows().get(2).members()).containsEntry("behind", 4L);
  }

  @Test
  void doesNotCallLateWhatIsMissingBeyondTheBound() {
    StationCount dropped = readings(10, 6);
    AuditReport report =
        sent(10, 10).behind(0, 3).aggregatedTopic(dropped).druidAggregated(dropped).report();

    assertThat(report.outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:01:00Z: sent 10, at most 3 of them late, aggregated topic has 6"
                + " (1 missing)",
            "window 2026-01-01T00:01:00Z: sent 10, at most 3 of them late, Druid aggregated has 6"
                + " (1 missing)");
    assertThat(report.balance().late()).isEqualTo(3);
    assertThat(report.outcome().notes()).isEmpty();
  }

  @Test
  void doesNotCallLateWhatIsLostFromAWindowWithoutLateReadings() {
    StationCount lost = readings(9, 10);
    AuditReport report =
        sent(10, 10).behind(0, 3).aggregatedTopic(lost).druidAggregated(lost).report();

    assertThat(report.holds()).isFalse();
    assertThat(report.balance().late()).isZero();
  }

  @Test
  void holdsWhenABackfillHasAddedTheLateReadings() {
    AuditReport report =
        sent(10, 10)
            .behind(0, 3)
            .aggregatedTopic(count(4, 10, 7))
            .druidAggregated(count(5, 10, 10))
            .report();

    assertThat(report.outcome().problems()).isEmpty();
    assertThat(report.outcome().verdict())
        .contains("20 readings sent = 20 aggregated (3 of them by a backfill) + 0 late + 0 dead");
    assertThat(report.balance().late()).isZero();
    assertThat(report.balance().backfilled()).isEqualTo(3);
    assertThat(report.outcome().notes()).isEmpty();
    assertThat(report.windows().get(1).members()).containsEntry("late_open", 0L);
  }

  @Test
  void doesNotHoldWhenDruidLacksWhatTheAggregatedTopicHasThoughItCouldBeLate() {
    AuditReport report = sent(10, 10).behind(0, 3).druidAggregated(count(2, 10, 8)).report();

    assertThat(report.outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:01:00Z: sent 10, Druid aggregated has 8 (2 missing)");
  }

  @Test
  void doesNotHoldWithRowsInDruidThatHaveTheSameKey() {
    assertThat(sent(10, 10).druidAgain(0, 2).report().outcome().problems())
        .containsExactly(
            "Druid aggregated has 2 rows whose window and groups another row has already, the"
                + " first in the window 2026-01-01T00:01:00Z");
  }

  @Test
  void expectsTheDeadAndTheDuplicatesThatCanBeReadInDruidRawOnly() {
    StationCount all = readings(12, 10, 0, 4);
    AuditReport good =
        sent(10, 10).dead(4).duplicates(2).uncounted(2, 0, 0, 4).druidRaw(all).report();
    AuditReport bad = sent(10, 10).dead(4).duplicates(2).uncounted(2, 0, 0, 4).report();

    assertThat(good.outcome().problems()).isEmpty();
    assertThat(good.outcome().verdict())
        .isEqualTo(
            "The audit holds: 26 readings sent = 20 aggregated + 0 late + 4 dead + 2 duplicates,"
                + " at every station; 2 windows.");
    assertThat(bad.outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: sent 12, 2 of them not to be counted, Druid raw has 10"
                + " (2 missing)",
            "window 2026-01-01T00:03:00Z: sent 4, 4 of them not to be counted, Druid raw has 0 (4"
                + " missing)");
  }

  @Test
  void doesNotHoldWhenTheLedgersKnowOfOtherDeadReadings() {
    assertThat(sent(10).dead(5).ledgerDead(6).report().outcome().problems())
        .contains("by the run ledgers 6 readings must be dead, in the raw topic 5 are");
  }

  @Test
  void namesThePartitionThatDiffers() {
    assertThat(sent(10).ledgerPartition(12).report().outcome().problems())
        .containsExactly("partition 0: sent 12, raw topic has 10 (2 missing)");
  }

  @Test
  void doesNotHoldWhenClosingHeartbeatsAreMissing() {
    AuditReport report = sent(10).heartbeats(4, 3).report();

    assertThat(report.outcome().problems())
        .containsExactly(
            "by the run ledgers the raw topic must have 4 closing heartbeats, it has 3 (1"
                + " missing): windows at the end may stay open; look for lost records at the"
                + " broker, and close the windows with another run of './tidemark generate'");
    assertThat(report.details().heartbeats()).isEqualTo(3);
    assertThat(report.details().heartbeatsSent()).isEqualTo(4);
  }

  @Test
  void holdsWithHeartbeatsThatNoLedgerHas() {
    assertThat(sent(10).heartbeats(4, 9).report().holds()).isTrue();
    assertThat(sent(10).noLedger().heartbeats(4, 0).report().holds()).isTrue();
    assertThat(sent(10).noLedger().report().details().heartbeatsSent()).isNull();
  }

  @Test
  void doesNotMissHeartbeatsThatTheRetentionHasDeleted() {
    assertThat(sent(10).heartbeats(1, 0).deletedBefore(13).report().holds()).isFalse();
    assertThat(sent(10).heartbeats(1, 0).deletedBefore(14).report().holds()).isTrue();
  }

  @Test
  void doesNotHoldWithLettersForRecordsThatAreNotThere() {
    assertThat(sent(10).strayLetters(2).report().outcome().problems())
        .containsExactly(
            "the dead-letter topic has 2 letters for records that the raw topic does not have; if"
                + " that was made again, delete sensors-dead-letter too");
  }

  @Test
  void saysThatTimesOfSendingProveLessWhenSomethingIsLost() {
    AuditReport report = sent(10).sendTimes().aggregatedTopic(readings(9)).report();

    assertThat(report.outcome().notes())
        .singleElement()
        .asString()
        .contains("LogAppendTime would tell");
    assertThat(sent(10).sendTimes().report().outcome().notes()).isEmpty();
  }

  @Test
  void notesTheTroublesOfDruidsTasks() {
    AuditReport report =
        sent(10).ingestion(new Ingestion("sensors-raw", 10, 1, 4, 2, List.of("bad"))).report();

    assertThat(report.holds()).isTrue();
    assertThat(report.outcome().notes())
        .containsExactly(
            "Druid's tasks for sensors-raw count 1 rows with an error and 2 unparseable records,"
                + " such as: bad");
  }

  @Test
  void tellsTheFirstTwentyProblemsAndCountsTheOthers() {
    long[] sent = new long[50];
    Arrays.fill(sent, 2);
    long[] lost = new long[50];
    Arrays.fill(lost, 1);
    AuditReport report = sent(sent).druidRaw(readings(lost)).report();

    assertThat(report.outcome().problems()).hasSize(21).endsWith("and 30 more");
    assertThat(report.windows()).hasSize(50);
  }
}
