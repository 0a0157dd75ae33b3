package io.tidemark.spark.window;

import static io.tidemark.spark.Samples.definition;
import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.spark.sink.AggregatedRecords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class WindowsBatchTest {
  private static final StreamDefinition MINUTES = definition("1 minute", "3 minutes", "[entity]");

  @Test
  void aWindowHasEveryMeasureExactly() {
    assertThat(
            values(
                MINUTES,
                reading(17, "12:00:00", "20.10"),
                reading(17, "12:00:20", "20.15"),
                reading(17, "12:00:40", "-3")))
        .containsExactly(
            "{\"window_start\":\"2026-09-21T12:00:00.000Z\",\"window_end\":\"2026-09-21T12:01:00.000Z\","
                + "\"entity\":17,\"readings\":3,\"sum_temp\":37.25,\"avg_temp\":12.416667,"
                + "\"min_temp\":-3.00,\"max_temp\":20.15,\"first_temp\":20.10,\"last_temp\":-3.00}");
  }

  @Test
  void aReadingAtTheEndOfAWindowBelongsToTheNext() {
    assertThat(values(MINUTES, reading(1, "12:00:59.999", "1"), reading(1, "12:01:00", "2")))
        .extracting(row -> row.substring(0, 43))
        .containsExactlyInAnyOrder(
            "{\"window_start\":\"2026-09-21T12:00:00.000Z\",",
            "{\"window_start\":\"2026-09-21T12:01:00.000Z\",");
  }

  @Test
  void entitiesAndWindowsAreKeptApartAndKeyedByBoth() {
    Dataset<Row> rows =
        encoded(
            MINUTES,
            List.of(
                reading(1, "12:00:00", "1"),
                reading(2, "12:00:00", "1"),
                reading(2, "12:01:00", "1")));
    assertThat(rows.select("key").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder(
            "1|2026-09-21T12:00:00.000Z",
            "2|2026-09-21T12:00:00.000Z",
            "2|2026-09-21T12:01:00.000Z");
  }

  @Test
  void withoutByThereIsOneRowAWindow() {
    StreamDefinition all = definition("10 seconds", "0", "[]");
    assertThat(values(all, reading(1, "12:00:00", "1"), reading(2, "12:00:09", "3")))
        .singleElement()
        .asString()
        .contains("\"readings\":2", "\"avg_temp\":2.000000")
        .doesNotContain("entity");
  }

  @Test
  void windowsBefore1970StartAtWholeMinutesToo() {
    assertThat(values(MINUTES, reading(1, -1, "1"), reading(1, -60_000, "2"), reading(1, 0, "3")))
        .anySatisfy(row -> assertThat(row).contains("1969-12-31T23:59:00.000Z", "\"readings\":2"))
        .anySatisfy(row -> assertThat(row).contains("1970-01-01T00:00:00.000Z", "\"readings\":1"))
        .hasSize(2);
  }

  @Test
  void ofSeveralReadingsAtOneTimeTheFirstIsTheSmallestAndTheLastTheLargest() {
    List<String> readings =
        new ArrayList<>(
            List.of(
                reading(1, "12:00:30", "5"),
                reading(1, "12:00:30", "7"),
                reading(1, "12:00:30", "6")));
    for (int seed = 0; seed < 3; seed++) {
      Collections.shuffle(readings, new Random(seed));
      assertThat(values(MINUTES, readings.toArray(String[]::new)))
          .singleElement()
          .asString()
          .contains("\"first_temp\":5.00", "\"last_temp\":7.00");
    }
  }

  @Test
  void theSumOfNumbersAtTheEdgeOf64BitsIsExact() {
    String most = "92233720368547758.07";
    assertThat(
            values(
                MINUTES,
                reading(1, "12:00:01", most),
                reading(1, "12:00:02", most),
                reading(2, "12:00:01", "-92233720368547758.08"),
                reading(2, "12:00:02", "-92233720368547758.08")))
        .anySatisfy(
            row ->
                assertThat(row)
                    .contains(
                        "\"sum_temp\":184467440737095516.14", "\"avg_temp\":" + most + "0000"))
        .anySatisfy(row -> assertThat(row).contains("\"sum_temp\":-184467440737095516.16"));
  }

  @Test
  void theFirstAndTheLastAreRightAtTheEdgesOf64BitsAndBefore1970() {
    List<String> rows =
        values(
            definition("1 minute", "0", "[]"),
            "{\"time\":-59000,\"entity\":1,\"temp\":92233720368547758.07}",
            "{\"time\":-58999,\"entity\":1,\"temp\":0.01}",
            "{\"time\":-2,\"entity\":1,\"temp\":-0.01}",
            "{\"time\":-1,\"entity\":1,\"temp\":-92233720368547758.08}");
    assertThat(rows)
        .singleElement()
        .asString()
        .contains("\"first_temp\":92233720368547758.07", "\"last_temp\":-92233720368547758.08");
  }

  @Test
  void numbersAreAggregatedWithoutASort() {
    Dataset<Row> windows = LocalSpark.windows(LocalSpark.batch(List.of("{}")), MINUTES);
    assertThat(windows.queryExecution().executedPlan().toString())
        .contains("HashAggregate")
        .doesNotContain("SortAggregate");
  }

  @Test
  void heartbeatsAndMalformedRecordsAreNotCounted() {
    assertThat(
            values(
                MINUTES,
                reading(1, "12:00:00", "1"),
                heartbeat("12:00:30"),
                "{\"time\":",
                "",
                "{\"time\":1,\"entity\":1,\"temp\":1.001}"))
        .singleElement()
        .asString()
        .contains("\"readings\":1");
  }

  @Test
  void withDeduplicationReadingsThatAreEqualInEveryFieldCountOnce() {
    assertThat(
            values(
                Samples.deduplicated(MINUTES),
                reading(1, "12:00:00", "1"),
                reading(1, "12:00:00", "1.00"),
                reading(1, "12:00:00", "2")))
        .singleElement()
        .asString()
        .contains("\"readings\":2", "\"sum_temp\":3.00");
  }

  private static List<String> values(StreamDefinition definition, String... records) {
    return encoded(definition, List.of(records))
        .selectExpr("cast(value as string)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static Dataset<Row> encoded(StreamDefinition definition, List<String> records) {
    return AggregatedRecords.encode(
        LocalSpark.windows(LocalSpark.batch(records), definition), definition);
  }
}
