package io.tidemark.spark.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.testing.Definitions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What the table of one task computes, and how much it holds before it is emptied. */
class PaneAggregatorTest {
  /** Six longs: the state of one standard deviation. */
  private static final String DEVIATION = "stddev(temp)";

  /** The pane, the group, the latest event time, the count. */
  private static final int OWN = 4;

  @Test
  void anEntryOfTenLongsLeavesRoomFor262144() {
    assertThat(entriesUntilFull(definition(1, DEVIATION))).isEqualTo(262_144);
  }

  @Test
  void theTableOfThirtyDeviationsWithItsCopyStaysUnder32MebibytesAndFillsAQuarterOfThem() {
    int entries = entriesUntilFull(definition(30, DEVIATION));
    long bytes = 8L * entries * (OWN + 30 * 6) * 3 / 2;
    assertThat(bytes).isBetween(8L << 20, 32L << 20);
  }

  @Test
  void oneSketchLeavesRoomFor4096EntriesAndThirtyForFewer() {
    assertThat(entriesUntilFull(definition(1, "quantiles(temp)"))).isEqualTo(4_096);
    assertThat(entriesUntilFull(definition(3, "distinct(temp)"))).isEqualTo(4_096);
    assertThat(entriesUntilFull(definition(30, "quantiles(temp)"))).isEqualTo(512);
  }

  @Test
  void aTableThatIsEmptiedEarlyGivesTheSameWindows() {
    StreamDefinition definition = definition(30, DEVIATION);
    int groups = entriesUntilFull(definition) + 1_000;
    List<String> records = new ArrayList<>();
    for (int temp : new int[] {1, 3}) {
      for (int entity = 0; entity < groups; entity++) {
        records.add(Samples.reading(entity, "12:00:00", temp + ""));
      }
    }
    Dataset<Row> windows = LocalSpark.windows(LocalSpark.batch(records), definition);
    List<Row> rows = windows.collectAsList();
    assertThat(rows).hasSize(groups);
    // √2 in every column
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.toString())
                    .endsWith("," + row.getLong(2) + ",2" + ",1.414214".repeat(30) + "]"));
  }

  @Test
  void theLeastAndTheGreatestTextDoNotDependOnTheOrderOfArrival() {
    StreamDefinition definition =
        Definitions.read(
            Definitions.SAMPLE.replace(
                "avg_temp: avg(temp)", "least: min(state)\n    most: max(state)"));
    List<String> states = List.of("m", "ä", "", "z", "B");
    List<String> backwards = new ArrayList<>(states);
    Collections.reverse(backwards);
    for (List<String> order : List.of(states, backwards)) {
      List<String> records =
          order.stream()
              .map(
                  state ->
                      "{\"time\":%d,\"entity\":1,\"temp\":1,\"state\":\"%s\"}"
                          .formatted(Samples.at("12:00:00"), state))
              .toList();
      Row row = LocalSpark.windows(LocalSpark.batch(records), definition).collectAsList().get(0);
      // UTF-8 order: capitals, small letters, letters beyond ASCII
      assertThat(row.<String>getAs("least")).isEmpty();
      assertThat(row.<String>getAs("most")).isEqualTo("ä");
    }
  }

  private static int entriesUntilFull(StreamDefinition definition) {
    PaneAggregator table = new PaneAggregator(definition);
    Reading reading = definition.raw().newReading();
    while (!table.isFull()) {
      reading.number(1, table.size());
      table.add(reading);
    }
    return table.size();
  }

  /** One field in hundredths, the same function over it so many times. */
  private static StreamDefinition definition(int measures, String function) {
    String columns =
        IntStream.range(0, measures)
            .mapToObj(i -> "m" + i + ": " + function)
            .collect(Collectors.joining(", "));
    return Definitions.read(
        """
        stream: wide
        raw:
          topic: wide-raw
          key: entity
          time: time
          fields:
            time: {type: timestamp}
            entity: {type: int}
            temp: {type: decimal, scale: 2, simulate: {normal: {mean: 20, deviation: 1}}}
        aggregated:
          topic: wide-aggregated
          window: 1 minute
          watermark: 0
          by: [entity]
          measures: {readings: count, %s}
        """
            .formatted(columns));
  }
}
