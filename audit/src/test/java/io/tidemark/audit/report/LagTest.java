package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tidemark.audit.station.PipelineSnapshot;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LagTest {
  @Test
  void tellsHowFarTheStationsAreBehindOneAnother() {
    PipelineSnapshot snapshot =
        sent(1_000, 1_000, 1_000)
            .withoutLetter(2)
            .watermark("2026-01-01T00:02:00Z")
            .behind(0, 30)
            .aggregatedTopic(readings(1_000, 950))
            .druidRaw(readings(1_000, 500))
            .druidAggregated(readings(900))
            .snapshot();

    Lag lag = Lag.of(snapshot, Map.of("Druid raw", 1_500L));
    assertThat(lag)
        .hasToString(
            "raw topic behind 0 · dead letters missing 2 · aggregated topic behind 20, open 1,000,"
                + " late 30 · Druid raw behind 1,500 (offsets 1,500) · Druid aggregated behind"
                + " 1,050");
    assertThat(lag.byStation())
        .containsOnly(
            entry("raw-topic", 0L),
            entry("dead-letter-topic", 2L),
            entry("aggregated-topic", 20L),
            entry("druid-raw", 1_500L),
            entry("druid-aggregated", 1_050L));
    assertThat(lag.offsetsByStation()).containsOnly(entry("druid-raw", 1_500L));
  }

  @Test
  void aRawTopicAheadOfTheLedgersIsNotBehind() {
    PipelineSnapshot snapshot = sent(10).rawTopic(readings(12)).snapshot();

    assertThat(Lag.of(snapshot, Map.of()).byStation()).containsEntry("raw-topic", 0L);
  }

  @Test
  void comparesWithTheLedgersOnlyWhenThereAreSome() {
    assertThat(Lag.of(sent(10).noLedger().snapshot(), Map.of()).toString())
        .startsWith("dead letters missing 0 ·");
    assertThat(Lag.of(sent(10).rawTopic(readings(12)).snapshot(), Map.of()).toString())
        .startsWith("raw topic ahead of the ledgers by 2 ·");
  }
}
