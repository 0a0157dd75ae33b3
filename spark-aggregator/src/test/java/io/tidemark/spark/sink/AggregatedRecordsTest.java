package io.tidemark.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.testing.Definitions;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The records of groups without a value, and of true and false. */
class AggregatedRecordsTest {
  private static final StreamDefinition DOORS =
      Definitions.read(
          """
          stream: doors
          raw:
            topic: doors-raw
            time: time
            fields:
              time: {type: timestamp}
              door: {type: string, optional: true}
              floor: {type: int, optional: true}
              fire: {type: boolean}
              shut: {type: boolean, optional: true}
          aggregated:
            topic: doors-aggregated
            window: 1 minute
            watermark: 0
            by: [door, floor, fire]
            measures:
              readings: count
              last_shut: last(shut)
              ever_shut: max(shut)
          """);

  @Test
  void aGroupWithoutAValueIsNullAndHasAKeyOfItsOwn() {
    assertThat(
            keys(
                "{\"time\":0,\"fire\":true}",
                "{\"time\":0,\"fire\":true,\"door\":\"\"}",
                "{\"time\":0,\"fire\":true,\"door\":\"null\"}",
                "{\"time\":0,\"fire\":true,\"door\":\"\\\\N\"}",
                "{\"time\":0,\"fire\":true,\"door\":\"\\\\\\\\N\"}",
                "{\"time\":0,\"fire\":true,\"floor\":0}",
                "{\"time\":0,\"fire\":false,\"door\":\"a\\\\\",\"floor\":-1}"))
        .containsExactlyInAnyOrder(
            "\\N|\\N|true|1970-01-01T00:00:00.000Z",
            "|\\N|true|1970-01-01T00:00:00.000Z",
            "null|\\N|true|1970-01-01T00:00:00.000Z",
            "\\\\N|\\N|true|1970-01-01T00:00:00.000Z",
            "\\\\\\N|\\N|true|1970-01-01T00:00:00.000Z",
            "\\N|0|true|1970-01-01T00:00:00.000Z",
            "a\\|-1|false|1970-01-01T00:00:00.000Z");
  }

  @Test
  void trueFalseAndNoValueAreWrittenAsJsonHasThem() {
    assertThat(
            column(
                "value",
                "{\"time\":1,\"fire\":true,\"shut\":true}",
                "{\"time\":2,\"fire\":true,\"shut\":false}",
                "{\"time\":3,\"fire\":true}",
                "{\"time\":4,\"fire\":false,\"door\":\"a\",\"floor\":7}"))
        .containsExactlyInAnyOrder(
            "{\"window_start\":\"1970-01-01T00:00:00.000Z\",\"window_end\":\"1970-01-01T00:01:00.000Z\","
                + "\"door\":null,\"floor\":null,\"fire\":true,"
                + "\"readings\":3,\"last_shut\":false,\"ever_shut\":true}",
            "{\"window_start\":\"1970-01-01T00:00:00.000Z\",\"window_end\":\"1970-01-01T00:01:00.000Z\","
                + "\"door\":\"a\",\"floor\":7,\"fire\":false,"
                + "\"readings\":1,\"last_shut\":null,\"ever_shut\":null}");
  }

  private static List<String> keys(String... records) {
    return column("key", records);
  }

  private static List<String> column(String column, String... records) {
    return AggregatedRecords.encode(
            LocalSpark.windows(LocalSpark.batch(List.of(records)), DOORS), DOORS)
        .selectExpr("cast(" + column + " as string)")
        .collectAsList()
        .stream()
        .map((Row row) -> row.getString(0))
        .toList();
  }
}
