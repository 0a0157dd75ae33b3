package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.station.Lateness;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTableTest {
  @Test
  void showsStationsThenWindowsThenTheVerdictAsTheLastLine() {
    String page = new AuditTable(sent(24_000, 12_000).report()).render(false, false);

    assertThat(page)
        .isEqualTo(
            """
             station          | readings |   rows | difference
            ------------------+----------+--------+------------
             sent             |   36,000 |      - |          0
             raw topic        |   36,000 | 36,000 |          0
             aggregated topic |   36,000 |      2 |          0
             Druid raw        |   36,000 |      2 |          0
             Druid aggregated |   36,000 |      2 |          0

             window start         |   sent | raw topic | aggregated | Druid raw | Druid aggregated | ok?
            ----------------------+--------+-----------+------------+-----------+------------------+-----
             2026-01-01T00:00:00Z | 24,000 |    24,000 |     24,000 |    24,000 |           24,000 | yes
             2026-01-01T00:01:00Z | 12,000 |    12,000 |     12,000 |    12,000 |           12,000 | yes

            The audit holds: 36,000 readings sent, 36,000 accounted for at every station, 2 windows.
            """);
  }

  @Test
  void showsWhatDiffersAndWhy() {
    String page = new AuditTable(sent(10).druidRaw(readings(12)).report()).render(false, false);

    assertThat(page)
        .containsPattern("Druid raw +\\| +12 \\| +1 \\| +\\+2")
        .containsPattern("2026-01-01T00:00:00Z .*\\| NO")
        .contains("Problems:\n  window 2026-01-01T00:00:00Z: sent 10, Druid raw has 12")
        .endsWith("1 of 1 window differs.\n");
  }

  @Test
  void showsADashForWhatNoLedgerTells() {
    String page = new AuditTable(sent(10).noLedger().report()).render(false, false);

    assertThat(page)
        .containsPattern("sent +\\| +- \\| +- \\| +-")
        .contains("Notes:\n  no run ledger");
  }

  @Test
  void showsThirtyWindowsOfManyAndThoseThatDifferFirst() {
    long[] sent = new long[1_100];
    Arrays.fill(sent, 5);
    long[] lost = sent.clone();
    lost[1_050] = 4;
    AuditTable table = new AuditTable(sent(sent).druidRaw(readings(lost)).report());

    assertThat(rows(table.render(false, false))).hasSize(30).first().asString().contains("NO");
    assertThat(table.render(false, false))
        .contains("and 1,070 windows more that agree (--all-windows shows all)");
    assertThat(rows(table.render(true, false))).hasSize(1_100);
    assertThat(table.render(true, false)).doesNotContain("--all-windows");
  }

  @Test
  void countsTheWindowsThatDifferButDoNotFit() {
    long[] sent = new long[40];
    Arrays.fill(sent, 5);
    long[] lost = new long[39];
    Arrays.fill(lost, 4);

    assertThat(new AuditTable(sent(sent).druidRaw(readings(lost)).report()).render(false, false))
        .contains("and 10 windows more that differ (--all-windows shows all)")
        .doesNotContain("more that agree");
  }

  @Test
  void showsWhatIsLateAndDeadWhereThatIs() {
    String page =
        new AuditTable(
                sent(10, 10)
                    .behind(0, 2)
                    .dead(3)
                    .aggregatedTopic(readings(10, 8))
                    .druidAggregated(readings(10, 8))
                    .report())
            .render(false, false);

    assertThat(page)
        .startsWith(
            """
             station           | readings | late | dead | rows | difference
            -------------------+----------+------+------+------+------------
             sent              |       23 |    - |    3 |    - |          0
             raw topic         |       23 |    - |    3 |   23 |          0
             aggregated topic  |       18 |    2 |    - |    2 |          0
             Druid raw         |       20 |    - |    - |    2 |          0
             Druid aggregated  |       18 |    2 |    - |    2 |          0
             dead-letter topic |        3 |    - |    3 |    3 |          0
            """)
        .containsPattern("window start +\\| sent \\| raw topic \\| aggregated \\| late \\|")
        .containsPattern(
            "2026-01-01T00:01:00Z \\| +10 \\| +10 \\| +8 \\| +2 \\| +10 \\| +8 \\| yes");
  }

  @Test
  void showsThePartitionsWhenOneDiffersOrOnRequest() {
    AuditTable good = new AuditTable(sent(10).report());
    AuditTable bad = new AuditTable(sent(10).ledgerPartition(9).report());

    assertThat(good.render(false, false)).doesNotContain("partition");
    assertThat(good.render(false, true))
        .containsPattern("0 \\| +0 \\| +13 \\| +10 \\| +10 \\| +4 \\| +0 \\| yes");
    assertThat(bad.render(false, false)).containsPattern("0 \\| .*\\| +9 \\| +10 .*\\| NO");
  }

  @Test
  void advisesOnTheWatermarkWhenSomethingWasOutOfOrder() {
    Lateness lateness = new Lateness(1_234, 0, 2_000, 239_980, 720_000, "3m", "5m");

    assertThat(new AuditTable(sent(10).lateness(lateness).report()).render(false, false))
        .contains(
            "Out of order: 1,234 readings; behind a later one by p50 0s, p99 2s, p99.9 4m, max"
                + " 12m. A watermark of 5m would have kept 99.9 % of all in their windows; it is"
                + " 3m.");
    assertThat(new AuditTable(sent(10).report()).render(false, false))
        .doesNotContain("Out of order");
  }

  private static List<String> rows(String page) {
    return page.lines().filter(line -> line.matches(" 2026-.*\\| (yes|NO)")).toList();
  }
}
