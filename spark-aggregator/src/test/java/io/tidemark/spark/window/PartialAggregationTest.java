package io.tidemark.spark.window;

import static io.tidemark.spark.Samples.definition;
import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.ReadingInput;
import io.tidemark.testing.Definitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class PartialAggregationTest {
  private static final StreamDefinition MINUTES = definition("1 minute", "3 minutes", "[entity]");

  private static final StreamDefinition DOORS =
      Definitions.read(
          """
          stream: doors
          raw:
            topic: doors-raw
            key: door
            time: time
            fields:
              time: {type: timestamp}
              door: {type: string}
              floor: {type: int, simulate: {uniform: {min: 0, max: 9}}}
              state: {type: string, simulate: {choice: [open, shut]}}
          aggregated:
            topic: doors-aggregated
            window: 10 seconds
            watermark: 0
            by: [door, floor]
            measures:
              readings: count
              first_state: first(state)
              last_state: last(state)
              floors: sum(floor)
          """);

  @Test
  void aTaskGivesARowForEachWindowAndGroupWithItsLatestEventTime() {
    assertThat(
            parts(
                    MINUTES,
                    List.of(
                        reading(1, "12:00:50", "1"),
                        reading(1, "12:00:10", "2"),
                        reading(2, "12:00:20", "3"),
                        reading(1, "12:01:00", "4")))
                .select("time", "entity", "__count", "heartbeat")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[" + Samples.at("12:00:50") + ",1,2,false]",
            "[" + Samples.at("12:00:20") + ",2,1,false]",
            "[" + Samples.at("12:01:00") + ",1,1,false]");
  }

  @Test
  void ofHeartbeatsTheLatestComesThrough() {
    assertThat(
            parts(
                    MINUTES,
                    List.of(heartbeat("12:00:10"), heartbeat("12:09:00"), heartbeat("12:01:00")))
                .select("time", "heartbeat", "entity", "__count")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly("[" + Samples.at("12:09:00") + ",true,null,null]");
  }

  @Test
  void thePartsComeToTheSameWindowsAsTheReadingsOneByOne() {
    Random random = new Random(11);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      // few instants, so that many readings share theirs
      long time = Samples.at("12:00:00") + random.nextInt(300) * 1_000L;
      records.add(reading(random.nextInt(50), time, random.nextInt(2_000) / 100.0 - 10 + ""));
    }
    assertSameWindows(MINUTES, records, 250);
  }

  @Test
  void textsThatGroupAndTextsThatAreMeasuredComeThrough() {
    Random random = new Random(12);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      records.add(
          "{\"time\":%d,\"door\":\"Tür %d\",\"floor\":%d,\"state\":\"%s\"}"
              .formatted(
                  random.nextInt(20_000),
                  random.nextInt(5),
                  random.nextInt(3),
                  new String[] {"open", "shut", "öffen", ""}[random.nextInt(4)]));
    }
    assertSameWindows(DOORS, records, 30);
  }

  @Test
  void moreGroupsThanATaskHoldsComeThroughInSeveralParts() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 600_000; i++) {
      records.add(reading(i % 270_000, "12:00:00", 1 + i / 270_000 + ""));
    }
    assertThat(parts(MINUTES, records).count()).isGreaterThan(270_000);
    assertSameWindows(MINUTES, records, 270_000);
  }

  /** Where no reading comes twice, deduplication aggregates the same readings from rows. */
  private static void assertSameWindows(
      StreamDefinition definition, List<String> records, int expected) {
    Dataset<Row> raw = LocalSpark.batch(records.stream().distinct().toList());
    assertThat(texts(LocalSpark.windows(raw, definition)))
        .isEqualTo(texts(LocalSpark.windows(raw, Samples.deduplicated(definition))))
        .hasSize(expected);
  }

  private static List<String> texts(Dataset<Row> windows) {
    return windows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private static Dataset<Row> parts(StreamDefinition definition, List<String> records) {
    return PartialAggregation.decode(
        ReadingInput.ofRecords(
            LocalSpark.batch(records), definition, LocalSpark.ANY_PAST, DeadLetterSink.NONE),
        definition);
  }
}
