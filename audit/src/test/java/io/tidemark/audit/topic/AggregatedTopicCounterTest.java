package io.tidemark.audit.topic;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.rows.WindowKeys;
import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.testing.AvroRows;
import io.tidemark.testing.Definitions;
import io.tidemark.testing.KnownSchemas;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregatedTopicCounterTest {
  private AggregatedTopicCounter topic = of(Streams.minutes());
  private long offset;

  @Test
  void addsUpTheRowsOfEachWindow() {
    row("2026-01-01T00:00:00Z", 1, 12, "240.10");
    row("2026-01-01T00:00:00.000Z", 2, 8, "0.20");
    row("2026-01-01T00:01:00Z", 1, 5, "1");

    assertThat(topic.station().count().rows()).isEqualTo(3);
    assertThat(topic.station().count().readings()).isEqualTo(25);
    assertThat(topic.station().count().windows())
        .containsExactly(
            Map.entry(at("2026-01-01T00:00:00Z"), 20L), Map.entry(at("2026-01-01T00:01:00Z"), 5L));
    assertThat(topic.station().count().sums().get(at("2026-01-01T00:00:00Z")))
        .containsExactly(Map.entry("temp", new BigDecimal("240.3")));
    assertThat(topic.station().repeated()).isEqualTo(RepeatedRows.NONE);
    assertThat(topic.station().unreadable()).isEqualTo(FlawedRecords.NONE);
  }

  @Test
  void rowsInAvroCountAsThoseInJsonAndOtherRecordsAreUnreadable() {
    StreamDefinition avro = KnownSchemas.rowsInAvro(Definitions.sample());
    AggregatedTopicCounter counter = of(avro);
    String row =
        "{\"window_start\":\"2026-01-01T00:00:00.000Z\",\"window_end\":\"2026-01-01T00:01:00.000Z\","
            + "\"entity\":17,\"readings\":12,\"avg_temp\":1.5,\"last_state\":\"on\"}";
    for (byte[] value :
        List.of(
            AvroRows.frame(avro.aggregated(), row),
            AvroRows.frame(avro.aggregated(), row),
            row.getBytes(StandardCharsets.UTF_8))) {
      counter.accept(new ConsumerRecord<>("t", 0, 0, null, value));
    }

    assertThat(counter.station().count().readings()).isEqualTo(24);
    assertThat(counter.station().repeated().keys()).containsExactly("17|2026-01-01T00:00:00Z");
    assertThat(counter.station().unreadable().samples())
        .containsExactly(
            new FlawedRecords.Sample(0, 0, "not a frame of Avro: expected the first byte 0"));
  }

  @Test
  void countsARowThatIsThereTwice() {
    row("2026-01-01T00:00:00Z", 17, 12, "1");
    row("2026-01-01T00:00:00Z", 17, 12, "1");

    assertThat(topic.station().count().rows()).isEqualTo(2);
    assertThat(topic.station().count().readings()).isEqualTo(24);
    assertThat(topic.station().repeated().rows()).isEqualTo(1);
    assertThat(topic.station().repeated().keys()).containsExactly("17|2026-01-01T00:00:00Z");
  }

  @Test
  void findsARowThatIsThereTwiceAmongKeysThatAreNoLongerInMemory(@TempDir Path folder) {
    topic =
        new AggregatedTopicCounter(
            Streams.minutes(), WindowRange.ALL, new WindowKeys(1_000, folder));
    minutes(100, 17);
    minutes(100, 18);
    assertThat(topic.station().repeated()).isEqualTo(RepeatedRows.NONE);

    // another look reads on, with the keys of the one before
    minutes(2, 17);
    assertThat(topic.station().repeated().rows()).isEqualTo(2);
    assertThat(topic.station().repeated().keys())
        .containsExactly("17|2026-01-01T00:00:00Z", "17|2026-01-01T00:01:00Z");
    assertThat(topic.station().count().readings()).isEqualTo(202);
    topic.close();
  }

  private void minutes(int number, int entity) {
    for (int minute = 0; minute < number; minute++) {
      row(
          Instant.ofEpochMilli(at("2026-01-01T00:00:00Z") + 60_000L * minute).toString(),
          entity,
          1,
          "1");
    }
  }

  @Test
  void countsTheRowsOfTheRangeAlone() {
    WindowRange second = new WindowRange(at("2026-01-01T00:01:00Z"), at("2026-01-01T00:02:00Z"));
    topic = new AggregatedTopicCounter(Streams.minutes(), second, WindowKeys.ofThisProcess());
    minutes(3, 17);
    minutes(1, 17);

    assertThat(topic.station().count().rows()).isEqualTo(1);
    assertThat(topic.station().count().windows())
        .containsExactly(Map.entry(at("2026-01-01T00:01:00Z"), 1L));
    assertThat(topic.station().repeated()).isEqualTo(RepeatedRows.NONE);
  }

  @Test
  void theLastOfTwoMembersWithTheSameNameCounts() {
    record(
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":{\"a\":[1]},\"entity\":1,\"readings\":1,"
            + "\"readings\":2,\"total_temp\":1}");

    assertThat(topic.station().count().readings()).isEqualTo(2);
  }

  @Test
  void aSumOfNoValueAddsNothing() {
    topic = of(Streams.optional());
    row("2026-01-01T00:00:00Z", 1, 12, "null");
    row("2026-01-01T00:00:00Z", 2, 12, "1.5");
    row("2026-01-01T00:01:00Z", 1, 3, "null");

    assertThat(topic.station().unreadable()).isEqualTo(FlawedRecords.NONE);
    assertThat(topic.station().count().readings()).isEqualTo(27);
    assertThat(topic.station().count().sums().get(at("2026-01-01T00:00:00Z")).get("temp"))
        .isEqualByComparingTo("1.5");
    assertThat(topic.station().count().sums().get(at("2026-01-01T00:01:00Z")).get("temp")).isZero();
  }

  @Test
  void aGroupWithoutAValueIsAGroupOfItsOwn() {
    topic = of(Streams.optional());
    group("null");
    group("\"null\"");
    group("\"\"");
    assertThat(topic.station().repeated()).isEqualTo(RepeatedRows.NONE);
    group("null");

    assertThat(topic.station().unreadable()).isEqualTo(FlawedRecords.NONE);
    assertThat(topic.station().repeated().keys()).containsExactly("null|2026-01-01T00:00:00Z");
  }

  private void group(String entity) {
    record(
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":"
            + entity
            + ",\"readings\":1,\"total_temp\":1}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "{;not JSON",
        "7;not a JSON object",
        "[{}];not a JSON object",
        "{} {};not JSON",
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":[1]};entity: missing",
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":1,\"readings\":9223372036854775808};"
            + "readings: expected a count of at least 1",
        "{\"window_start\":\"today\"};window_start: expected a time in ISO 8601",
        "{\"window_start\":\"2026-01-01T00:00:01Z\"};window_start: no window starts at this time",
        "{\"window_start\":\"2026-01-01T00:00:00Z\"};entity: missing",
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":1,\"readings\":1.5};"
            + "readings: expected a count of at least 1",
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":null};entity: missing",
        "{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":1,\"readings\":1,\"total_temp\":null};"
            + "total_temp: expected a number",
      })
  void tellsWhatIsWrongWithARow(String value, String reason) {
    record(value);

    assertThat(topic.station().unreadable().samples())
        .containsExactly(new FlawedRecords.Sample(0, 0, reason));
    assertThat(topic.station().count().readings()).isZero();
    assertThat(topic.station().count().rows()).isEqualTo(1);
  }

  @Test
  void aRowWithoutAMeasureIsCountedAndLacksIt() {
    topic = of(Streams.optional());
    row("2026-01-01T00:00:00Z", 1, 12, "null");
    record("{\"window_start\":\"2026-01-01T00:00:00Z\",\"entity\":2,\"readings\":3}");

    assertThat(topic.station().count().readings()).isEqualTo(15);
    assertThat(topic.station().lacking()).containsExactly(Map.entry("total_temp", 1L));
  }

  @Test
  void countsARecordWithoutAValueAsUnreadable() {
    record(null);

    assertThat(topic.station().unreadable().records()).isEqualTo(1);
  }

  private static AggregatedTopicCounter of(StreamDefinition definition) {
    return new AggregatedTopicCounter(definition, WindowRange.ALL, WindowKeys.ofThisProcess());
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
