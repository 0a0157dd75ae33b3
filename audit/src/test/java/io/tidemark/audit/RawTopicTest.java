package io.tidemark.audit;

import static io.tidemark.audit.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RawTopicTest {
  private final RawTopic topic = new RawTopic(Streams.minutes());
  private long offset;

  @Test
  void countsAndSumsTheReadingsOfEachWindow() {
    reading("2026-01-01T00:00:00Z", "20.13");
    reading("2026-01-01T00:00:59.999Z", "-0.03");
    reading("2026-01-01T00:01:00Z", "1");

    assertThat(topic.count().readings()).isEqualTo(3);
    assertThat(topic.count().rows()).isEqualTo(3);
    assertThat(topic.count().windows())
        .containsExactly(
            Map.entry(at("2026-01-01T00:00:00Z"), 2L), Map.entry(at("2026-01-01T00:01:00Z"), 1L));
    assertThat(topic.count().sums().get(at("2026-01-01T00:00:00Z")))
        .containsExactly(Map.entry("temp", new BigDecimal("20.10")));
  }

  @Test
  void floorsTimesBefore1970() {
    reading("1969-12-31T23:59:59.999Z", "1");
    reading("1969-12-31T23:59:00Z", "1");

    assertThat(topic.count().windows()).containsExactly(Map.entry(at("1969-12-31T23:59:00Z"), 2L));
  }

  @Test
  void countsHeartbeatsApart() {
    record("{\"time\":1790000000000,\"heartbeat\":true}");

    assertThat(topic.heartbeats()).isEqualTo(1);
    assertThat(topic.count().readings()).isZero();
  }

  @Test
  void countsMalformedRecordsAndKeepsTheFirstFew() {
    record("{");
    record(null);
    for (int i = 0; i < 10; i++) {
      record("{\"time\":1790000000000,\"entity\":1}");
    }

    assertThat(topic.malformed().records()).isEqualTo(12);
    assertThat(topic.malformed().samples())
        .hasSize(5)
        .contains(
            new AuditReport.Malformed.Sample(0, 1, "empty"),
            new AuditReport.Malformed.Sample(0, 2, "temp: missing"));
    assertThat(topic.count().readings()).isZero();
  }

  @Test
  void goesBackToAWindowThatItHasLeft() {
    RawTopic seconds = new RawTopic(Streams.windows(Duration.ofMillis(7)));
    for (int time : new int[] {0, 7, 6, 13}) {
      seconds.accept(
          Streams.record("sensors-raw", 0, "{\"time\":" + time + ",\"entity\":1,\"temp\":1}"));
    }

    assertThat(seconds.count().windows()).containsExactly(Map.entry(0L, 2L), Map.entry(7L, 2L));
  }

  private void reading(String time, String temp) {
    record("{\"time\":" + at(time) + ",\"entity\":17,\"temp\":" + temp + "}");
  }

  private void record(String value) {
    topic.accept(Streams.record("sensors-raw", offset++, value));
  }
}
