package io.tidemark.spark.window;

import static io.tidemark.spark.Samples.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.testing.Definitions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event times with places beyond the millisecond: what is first, last, and the same reading. */
class FineTimesTest {
  private static final String DEFINITION =
      """
      stream: pulses
      raw:
        topic: pulses-raw
        time: at
        fields:
          at: {type: timestamp, format: nanoseconds}
          volts: {type: decimal, scale: 1, optional: true}
          phase: {type: string}
      aggregated:
        topic: pulses-aggregated
        window: 1 second
        watermark: 3 seconds
        deduplicate: %s
        measures:
          pulses: count
          first_volts: first(volts)
          last_volts: last(volts)
          first_phase: first(phase)
          last_phase: last(phase)
      """;

  /** A reading as the test orders it. */
  private record Pulse(long nanos, Integer tenths, String phase) {
    String json() {
      return "{\"at\":%d,\"volts\":%s,\"phase\":\"%s\"}".formatted(nanos, volts(), phase);
    }

    String volts() {
      return tenths == null ? "null" : tenths / 10 + "." + tenths % 10;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withinAMillisecondTheNanosecondsDecideAndThenTheValue(boolean deduplicate) {
    List<Pulse> pulses = pulses(2_000);
    List<Row> rows =
        LocalSpark.windows(LocalSpark.batch(json(pulses)).repartition(3), definition(deduplicate))
            .collectAsList();
    assertThat(texts(rows)).isEqualTo(expected(pulses, deduplicate)).hasSize(3);
  }

  @Test
  void whatIsFirstInAMillisecondDoesNotDependOnTheOrderOfArrival() {
    List<String> records =
        new ArrayList<>(
            List.of(pulse(999_999, "1.0", "a"), pulse(500, "3.0", "c"), pulse(1_000, "2.0", "b")));
    for (int seed = 0; seed < 6; seed++) {
      Collections.shuffle(records, new Random(seed));
      Row row = LocalSpark.windows(LocalSpark.batch(records), definition(false)).first();
      assertThat(row.mkString(",")).endsWith(",3,3.0,1.0,c,a");
    }
  }

  @Test
  void readingsThatDifferInNanosecondsOnlyAreTwo() {
    List<String> records =
        List.of(pulse(1, "1.0", "a"), pulse(2, "1.0", "a"), pulse(1, "1.0", "a"));
    assertThat(LocalSpark.windows(LocalSpark.batch(records), definition(true)).first().getLong(2))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamGivesTheWindowsOfTheBatch(boolean deduplicate) throws Exception {
    List<Pulse> pulses = pulses(600);
    LocalSpark.Topic topic = new LocalSpark.Topic();
    StreamingQuery query =
        LocalSpark.windows(topic.records(), definition(deduplicate))
            .writeStream()
            .format("memory")
            .queryName("pulses")
            .outputMode("append")
            .start();
    try {
      for (int from = 0; from < pulses.size(); from += 150) {
        topic.add(json(pulses.subList(from, from + 150)).toArray(String[]::new));
        query.processAllAvailable();
      }
      topic.add("{\"at\":" + (DAY + 60_000) + ",\"heartbeat\":true}");
      query.processAllAvailable();
      assertThat(texts(LocalSpark.SESSION.table("pulses").collectAsList()))
          .isEqualTo(expected(pulses, deduplicate));
    } finally {
      query.stop();
    }
  }

  private static StreamDefinition definition(boolean deduplicate) {
    return Definitions.read(DEFINITION.formatted(deduplicate));
  }

  private static String pulse(int nanos, String volts, String phase) {
    return "{\"at\":%d,\"volts\":%s,\"phase\":\"%s\"}"
        .formatted(DAY * 1_000_000 + nanos, volts, phase);
  }

  /** Three seconds one after the other; few instants in few milliseconds at the ends of each. */
  private static List<Pulse> pulses(int count) {
    Random random = new Random(3);
    List<Pulse> pulses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long second = 3L * i / count;
      long millis = DAY + second * 1_000 + (random.nextBoolean() ? 0 : 999);
      pulses.add(
          new Pulse(
              millis * 1_000_000 + random.nextInt(100) * 10_000,
              random.nextInt(3) == 0 ? null : (Integer) random.nextInt(50),
              "p" + random.nextInt(50)));
    }
    return pulses;
  }

  private static List<String> json(List<Pulse> pulses) {
    return pulses.stream().map(Pulse::json).toList();
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream()
        .map(row -> row.getTimestamp(0).getTime() + " " + row.mkString(",").split(",", 3)[2])
        .sorted()
        .toList();
  }

  private static List<String> expected(List<Pulse> pulses, boolean deduplicate) {
    List<String> windows = new ArrayList<>();
    for (long second = 0; second < 3; second++) {
      long start = DAY + second * 1_000;
      List<Pulse> all =
          (deduplicate ? pulses.stream().distinct() : pulses.stream())
              .filter(pulse -> Math.floorDiv(pulse.nanos(), 1_000_000_000L) * 1_000 == start)
              .toList();
      List<Pulse> byVolts =
          ordered(
              all.stream().filter(pulse -> pulse.tenths() != null),
              (one, other) -> one.tenths().compareTo(other.tenths()));
      List<Pulse> byPhase =
          ordered(all.stream(), (one, other) -> one.phase().compareTo(other.phase()));
      windows.add(
          start
              + " "
              + String.join(
                  ",",
                  all.size() + "",
                  byVolts.get(0).volts(),
                  byVolts.get(byVolts.size() - 1).volts(),
                  byPhase.get(0).phase(),
                  byPhase.get(byPhase.size() - 1).phase()));
    }
    return windows;
  }

  private static List<Pulse> ordered(Stream<Pulse> pulses, Comparator<Pulse> byValue) {
    return pulses.sorted(Comparator.comparingLong(Pulse::nanos).thenComparing(byValue)).toList();
  }
}
