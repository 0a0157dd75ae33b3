package io.tidemark.audit;

import static io.tidemark.audit.Looks.readings;
import static io.tidemark.audit.Looks.sent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTableTest {
  @Test
  void showsStationsThenWindowsThenTheVerdictAsTheLastLine() {
    String page = new AuditTable(sent(24_000, 12_000).report()).render(false);

    assertThat(page)
        .isEqualTo(
            """
             station          | readings | rows | difference
            ------------------+----------+------+------------
             sent             |   36,000 |    - |          0
             raw topic        |   36,000 |    2 |          0
             aggregated topic |   36,000 |    2 |          0
             Druid raw        |   36,000 |    2 |          0
             Druid aggregated |   36,000 |    2 |          0

             window start         |   sent | raw topic | aggregated | Druid raw | Druid aggregated | ok?
            ----------------------+--------+-----------+------------+-----------+------------------+-----
             2026-01-01T00:00:00Z | 24,000 |    24,000 |     24,000 |    24,000 |           24,000 | yes
             2026-01-01T00:01:00Z | 12,000 |    12,000 |     12,000 |    12,000 |           12,000 | yes

            The audit holds: 36,000 readings sent, 36,000 accounted for at every station, 2 windows.
            """);
  }

  @Test
  void showsWhatDiffersAndWhy() {
    String page = new AuditTable(sent(10).druidRaw(readings(12)).report()).render(false);

    assertThat(page)
        .containsPattern("Druid raw +\\| +12 \\| +1 \\| +\\+2")
        .containsPattern("2026-01-01T00:00:00Z .*\\| NO")
        .contains("Problems:\n  window 2026-01-01T00:00:00Z: sent 10, Druid raw has 12")
        .endsWith("1 of 1 window differs.\n");
  }

  @Test
  void showsADashForWhatNoLedgerTells() {
    String page = new AuditTable(sent(10).noLedger().report()).render(false);

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

    assertThat(rows(table.render(false))).hasSize(30).first().asString().contains("NO");
    assertThat(table.render(false))
        .contains("and 1,070 windows more that agree (--all-windows shows all)");
    assertThat(rows(table.render(true))).hasSize(1_100);
    assertThat(table.render(true)).doesNotContain("--all-windows");
  }

  @Test
  void countsTheWindowsThatDifferButDoNotFit() {
    long[] sent = new long[40];
    Arrays.fill(sent, 5);
    long[] lost = new long[39];
    Arrays.fill(lost, 4);

    assertThat(new AuditTable(sent(sent).druidRaw(readings(lost)).report()).render(false))
        .contains("and 10 windows more that differ (--all-windows shows all)")
        .doesNotContain("more that agree");
  }

  private static List<String> rows(String page) {
    return page.lines().filter(line -> line.matches(" 2026-.*\\| (yes|NO)")).toList();
  }
}
