package io.tidemark.audit;

import static io.tidemark.audit.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregatedTopicTest {
  private final AggregatedTopic topic = new AggregatedTopic(Streams.minutes());
  private long offset;

  @Test
  void addsUpTheRowsOfEachWindow() {
    row("2026-01-01T00:00:00Z", 1, 12, "240.10");
    row("2026-01-01T00:00:00.000Z", 2, 8, "0.20");
    row("2026-01-01T00:01:00Z", 1, 5, "1");

    assertThat(topic.count().rows()).isEqualTo(3);
    assertThat(topic.count().readings()).isEqualTo(25);
    assertThat(topic.count().windows())
        .containsExactly(
            Map.entry(at("2026-01-01T00:00:00Z"), 20L), Map.entry(at("2026-01-01T00:01:00Z"), 5L));
    assertThat(topic.count().sums().get(at("2026-01-01T00:00:00Z")))
        .containsExactly(Map.entry("temp", new BigDecimal("240.3")));
    assertThat(topic.doubleRows()).isEqualTo(AuditReport.DoubleRows.NONE);
    assertThat(topic.unreadable()).isEqualTo(AuditReport.Flawed.NONE);
  }

  @Test
  void countsARowThatIsThereTwice() {
    row("2026-01-01T00:00:00Z", 17, 12, "1");
    row("2026-01-01T00:00:00Z", 17, 12, "1");

    assertThat(topic.count().rows()).isEqualTo(2);
    assertThat(topic.count().readings()).isEqualTo(24);
    assertThat(topic.doubleRows().rows()).isEqualTo(1);
    assertThat(topic.doubleRows().keys()).containsExactly("17|2026-01-01T00:00:00Z");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "{;not JSON",
        "7;not a JSON object",
        "{\"window_start\":\"today\"};window_start: expected a time in ISO 8601",
        "{\"window_start\":\"2026-01-01T00:00:01Z\"};window_start: no window starts at this time",
        "{\"window_start\":\"2026-01-01T00:00:00Z\"};entity: missing",
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":1,\"readings\":1.5};"
            + "readings: expected a count of at least 1",
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":1,\"readings\":1};"
            + "total_temp: expected a number",
      })
  void tellsWhatIsWrongWithARow(String value, String reason) {
    record(value);

    assertThat(topic.unreadable().samples())
        .containsExactly(new AuditReport.Flawed.Sample(0, 0, reason));
    assertThat(topic.count().readings()).isZero();
    assertThat(topic.count().rows()).isEqualTo(1);
  }

  @Test
  void countsARecordWithoutAValueAsUnreadable() {
    record(null);

    assertThat(topic.unreadable().records()).isEqualTo(1);
  }

  private void row(String start, int entity, int readings, String sum) {
    record(
        String.format(
            "{\"window_start\":\"%s\",\"entity\":%d,\"readings\":%d,\"total_temp\":%s}",
            start, entity, readings, sum));
  }

  private void record(String value) {
    topic.accept(Streams.record("sensors-aggregated", offset++, value));
  }
}
