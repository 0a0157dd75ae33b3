package io.tidemark.spark.window;

import static io.tidemark.spark.Samples.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.testing.Definitions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Readings without some of their values: every function over every type that it takes, grouped by
 * fields that may have no value. What must come out is computed by Spark's SQL from a table of the
 * same readings.
 */
class NoValueTest {
  private static final String DEFINITION =
      """
      stream: rooms
      raw:
        topic: rooms-raw
        time: time
        fields:
          time: {type: timestamp}
          id: {type: int}
          room: {type: string, optional: true}
          level: {type: int, optional: true}
          occupied: {type: boolean, optional: true}
          temp: {type: decimal, scale: 2, optional: true}
          people: {type: int, optional: true}
          note: {type: string, optional: true}
          open: {type: boolean, optional: true}
      derived:
        twice: {type: decimal, scale: 2, is: temp * 2}
      aggregated:
        topic: rooms-aggregated
        window: %s
        slide: 1 minute
        watermark: 3 minutes
        deduplicate: %s
        by: [room, level, occupied]
        measures:
          readings: count
          temps: count(temp)
          sum_temp: sum(temp)
          avg_temp: avg(temp)
          min_temp: min(temp)
          max_temp: max(temp)
          first_temp: first(temp)
          last_temp: last(temp)
          spread: stddev(temp)
          temp_quantiles: quantiles(temp)
          temp_values: distinct(temp)
          sum_twice: sum(twice)
          avg_people: avg(people)
          min_people: min(people)
          last_people: last(people)
          notes: count(note)
          min_note: min(note)
          max_note: max(note)
          first_note: first(note)
          last_note: last(note)
          note_values: distinct(note)
          opens: count(open)
          min_open: min(open)
          max_open: max(open)
          first_open: first(open)
          last_open: last(open)
          open_values: distinct(open)
          ids: count(id)
          sum_id: sum(id)
      """;

  private static final StructType SCHEMA =
      StructType.fromDDL(
          "time bigint, id bigint, room string, level bigint, occupied boolean,"
              + " temp decimal(18, 2), people bigint, note string, open boolean");

  private static final String GROUP =
      "cast(window_start as string), cast(window_end as string), room, level, occupied, ";

  /** What can be compared of a window: sketches by their estimates. */
  private static final String COMPARED =
      "select "
          + GROUP
          + """
          readings, temps, sum_temp, avg_temp, min_temp, max_temp, first_temp, last_temp,
          spread,
          kll_sketch_get_n_double(unbase64(temp_quantiles)),
          hll_sketch_estimate(unbase64(temp_values)),
          sum_twice, avg_people, min_people, last_people,
          notes, min_note, max_note, first_note, last_note,
          hll_sketch_estimate(unbase64(note_values)),
          opens, min_open, max_open, first_open, last_open,
          hll_sketch_estimate(unbase64(open_values)),
          ids, sum_id
          from {windows}""";

  /** Without a value there is no sketch, so no estimate. */
  private static final String EXPECTED =
      "select "
          + GROUP
          + """
          count(*), count(temp), sum(temp), cast(avg(temp) as decimal(20, 6)), min(temp), max(temp),
          min_by(temp, struct(time, temp)) filter (where temp is not null),
          max_by(temp, struct(time, temp)) filter (where temp is not null),
          cast(stddev_samp(temp) as decimal(20, 6)),
          nullif(count(temp), 0), nullif(count(distinct temp), 0),
          sum(temp * 2), cast(avg(people) as decimal(20, 4)), min(people),
          max_by(people, struct(time, people)) filter (where people is not null),
          count(note), min(note), max(note),
          min_by(note, struct(time, note)) filter (where note is not null),
          max_by(note, struct(time, note)) filter (where note is not null),
          nullif(count(distinct note), 0),
          count(open), min(open), max(open),
          min_by(open, struct(time, open)) filter (where open is not null),
          max_by(open, struct(time, open)) filter (where open is not null),
          nullif(count(distinct open), 0),
          count(id), sum(id)
          from (
            select *, w.start as window_start, w.end as window_end
            from (select *, explode(%s) as w from %s)
          )
          group by window_start, window_end, room, level, occupied""";

  @ParameterizedTest
  @CsvSource({"1 minute, false", "1 minute, true", "3 minutes, false", "3 minutes, true"})
  void aWindowHasWhatSqlMakesOfTheSameReadings(String window, boolean deduplicate) {
    List<Row> readings = readings(600, 1);
    readings.addAll(List.copyOf(readings.subList(0, 200)));
    StreamDefinition definition = definition(window, deduplicate);
    // in several tasks, so that a window has several parts
    Dataset<Row> records = LocalSpark.batch(json(readings)).repartition(4);
    List<String> windows = compared(LocalSpark.windows(records, definition));
    assertThat(windows).isEqualTo(expected(readings, window, deduplicate));
    // some windows have readings and no value, some have one value
    assertThat(windows).anyMatch(row -> row.matches(".*,[2-9],0,null,null,null,null.*"));
    assertThat(windows).anyMatch(row -> row.matches(".*,[2-9],1,[-0-9.]+,.*"));
    // three values of each of the three fields that group, no value among them, in three minutes
    assertThat(windows).hasSizeGreaterThanOrEqualTo(3 * 3 * 3 * 3);
  }

  @ParameterizedTest
  @CsvSource({"1 minute, false", "3 minutes, true"})
  void aStreamGivesTheWindowsOfTheBatch(String window, boolean deduplicate) throws Exception {
    List<Row> readings = readings(600, 2);
    StreamDefinition definition = definition(window, deduplicate);
    LocalSpark.Topic topic = new LocalSpark.Topic();
    StreamingQuery query =
        LocalSpark.windows(topic.records(), definition)
            .writeStream()
            .format("memory")
            .queryName("rooms")
            .outputMode("append")
            .start();
    try {
      for (int from = 0; from < readings.size(); from += 100) {
        topic.add(json(readings.subList(from, from + 100)).toArray(String[]::new));
        query.processAllAvailable();
      }
      topic.add(heartbeat("13:00:00"));
      query.processAllAvailable();
      assertThat(compared(LocalSpark.SESSION.table("rooms")))
          .isEqualTo(expected(readings, window, deduplicate));
    } finally {
      query.stop();
    }
  }

  @Test
  void withoutAnyValueThereIsNoneInTheWindow() {
    StreamDefinition definition = definition("1 minute", false);
    String empty = "{\"time\":%d,\"id\":1}";
    List<String> records =
        List.of(
            empty.formatted(Samples.at("12:00:01")),
            "{\"time\":%d,\"id\":1,\"temp\":null,\"note\":null}".formatted(Samples.at("12:00:02")));
    assertThat(compared(LocalSpark.windows(LocalSpark.batch(records), definition)))
        .containsExactly(
            "2026-09-21 12:00:00,2026-09-21 12:01:00,null,null,null,"
                + "2,0,null,null,null,null,null,null,null,null,null,null,null,null,null,"
                + "0,null,null,null,null,null,0,null,null,null,null,null,2,2");
  }

  @Test
  void aValueOfWhichNothingIsKnownDoesNotFulfilACondition() {
    StreamDefinition definition =
        Definitions.read(
            DEFINITION
                .formatted("1 minute", "false")
                .replace("by: [room, level, occupied]", "where: temp > 20 or open"));
    List<String> records = new ArrayList<>();
    for (String rest :
        List.of(
            "\"temp\":20.01",
            "\"temp\":20",
            "\"temp\":null",
            "\"temp\":null,\"open\":true",
            "\"temp\":20,\"open\":null",
            "\"temp\":21,\"open\":null",
            "\"temp\":null,\"open\":false")) {
      records.add("{\"time\":%d,\"id\":1,%s}".formatted(Samples.at("12:00:00"), rest));
    }
    Row row = LocalSpark.windows(LocalSpark.batch(records), definition).first();
    assertThat(row.<Long>getAs("readings")).isEqualTo(3);
    assertThat(row.<Long>getAs("temps")).isEqualTo(2);
    assertThat(row.<BigDecimal>getAs("sum_temp")).isEqualByComparingTo("41.01");
  }

  private static StreamDefinition definition(String window, boolean deduplicate) {
    return Definitions.read(DEFINITION.formatted(window, deduplicate));
  }

  /** Readings of three minutes, many at the same times, in the order of their minutes. */
  private static List<Row> readings(int count, int seed) {
    Random random = new Random(seed);
    List<Row> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long minute = 3L * i / count;
      readings.add(
          RowFactory.create(
              Samples.at("12:00:00") + minute * 60_000 + random.nextInt(20) * 1_000L,
              // few, so that readings that are equal in every field come
              (long) random.nextInt(2),
              one(random, null, "", "N"),
              one(random, null, 0L, 1L),
              one(random, null, false, true),
              random.nextInt(10) < 7 ? null : BigDecimal.valueOf(random.nextInt(500) - 250, 2),
              random.nextInt(10) < 7 ? null : (Long) (long) random.nextInt(),
              one(random, null, null, "", "a", "ä"),
              one(random, null, null, false, true)));
    }
    return readings;
  }

  @SafeVarargs
  private static <T> T one(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }

  /** No value is a null or no member. */
  private static List<String> json(List<Row> readings) {
    List<String> records = new ArrayList<>();
    for (Row reading : readings) {
      List<String> members = new ArrayList<>();
      for (int i = 0; i < reading.size(); i++) {
        Object value = reading.get(i);
        if (value != null || records.size() % 2 == 0) {
          members.add(
              "\"%s\":%s"
                  .formatted(
                      SCHEMA.fieldNames()[i],
                      value instanceof String ? "\"" + value + "\"" : value));
        }
      }
      records.add("{" + String.join(",", members) + "}");
    }
    return records;
  }

  private static List<String> expected(List<Row> readings, String window, boolean deduplicate) {
    Dataset<Row> table = LocalSpark.SESSION.createDataFrame(readings, SCHEMA);
    (deduplicate ? table.distinct() : table).createOrReplaceTempView("readings");
    int minutes = Integer.parseInt(window.substring(0, 1));
    // the windows of a reading start at its minute and at those before it
    String windows =
        """
        transform(sequence(0, %d), n -> struct(
          timestamp_millis((time div 60000 - n) * 60000) as start,
          timestamp_millis((time div 60000 - n + %d) * 60000) as end))
        """
            .formatted(minutes - 1, minutes);
    return texts(LocalSpark.SESSION.sql(EXPECTED.formatted(windows, "readings")));
  }

  private static List<String> compared(Dataset<Row> windows) {
    windows.createOrReplaceTempView("windows");
    return texts(LocalSpark.SESSION.sql(COMPARED.replace("{windows}", "windows")));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString(",")).sorted().toList();
  }
}
