package io.tidemark.spark.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.spark.sink.AggregatedRecords;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names are free: those of the job's own columns, words of SQL, and names that differ in case. */
class AnyNameTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names of columns in Kafka's source, in Spark's plans and in this job. */
  private static final String COLUMNS =
      "key value topic partition offset timestamp headers count start end kind window event_time"
          + " decoded problem readings time entity metadata col1 rows";

  private static final String WORDS =
      "SELECT select from where order group by as null true and or in floor abs sum avg min max"
          + " first last stddev distinct quantiles struct interval date n t";

  private static final String CASES = "T N Time TIME Count COUNT Window_Start Heartbeat Sum Start";

  /** Of a group's key all values are the same, and so are the bytes of its sketches. */
  private static final List<String> FUNCTIONS =
      List.of(
          "sum(%1$s)",
          "avg(%1$s)",
          "min(%1$s)",
          "max(%1$s)",
          "first(%1$s)",
          "last(%1$s)",
          "stddev(%1$s)",
          "min(%2$s)",
          "first(%2$s)",
          "distinct(%3$s)",
          "quantiles(%3$s)");

  /** Each name is in one of them a derived field, and in one of them a group. */
  private static final int DEFINITIONS = 4;

  private static final int QUARTER = 17;

  @TempDir Path folder;

  @Test
  void aDefinitionGivesTheSameRowsWhateverItsNamesAre() throws IOException {
    List<String> names = Arrays.asList((COLUMNS + " " + WORDS + " " + CASES).split(" "));
    Collections.shuffle(names, new Random(1));
    int half = names.size() / 2;
    List<List<JsonNode>> expected =
        rows(plain("field", names.size() + 2), plain("measure", half), false).stream()
            .map(AnyNameTest::values)
            .toList();
    assertThat(expected).hasSizeGreaterThan(20);
    for (int i = 0; i < DEFINITIONS; i++) {
      List<String> fields = new ArrayList<>(names);
      Collections.rotate(fields, i * QUARTER);
      // fields may have these names, columns of windows may not
      fields.add(i == 0 ? 0 : 5, StreamDefinition.WINDOW_START);
      fields.add(i == 0 ? 3 : 5, StreamDefinition.WINDOW_END);
      List<String> groups = groups(fields);
      List<String> others = new ArrayList<>(names);
      others.removeAll(groups);
      List<String> measures =
          i % 2 == 0
              ? others.subList(0, half)
              : others.subList(others.size() - half, others.size());
      List<JsonNode> rows = rows(fields, measures, i % 2 == 1);
      assertThat(rows).extracting(AnyNameTest::values).isEqualTo(expected);
      List<String> columns = new ArrayList<>(List.of("window_start", "window_end"));
      columns.addAll(groups);
      columns.addAll(measures);
      assertThat(rows)
          .allSatisfy(row -> assertThat(row.fieldNames()).toIterable().isEqualTo(columns));
    }
  }

  @Test
  void namesThatDifferOnlyInCaseAreKeptApart() {
    StreamDefinition cases = cases("");
    assertThat(values(AggregatedRecords.encode(LocalSpark.windows(batch(), cases), cases)))
        .containsExactly(
            "{\"window_start\":\"2026-09-21T12:00:00.000Z\",\"window_end\":\"2026-09-21T12:01:00.000Z\","
                + "\"id\":1,\"ID\":\"a\",\"count\":2,\"Count\":5,\"t\":0.7,\"T\":4,\"Id\":2}");
  }

  @Test
  void columnsThatDifferOnlyInCaseAreKeptApartInFiles() {
    StreamDefinition cases = cases("");
    String files = folder.resolve("windows").toString();
    LocalSpark.windows(batch(), cases).write().parquet(files);
    assertThat(LocalSpark.SESSION.read().parquet(files).select("t", "T", "Count").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[0.7,4,5]");
  }

  @Test
  void aStreamWithoutDuplicatesKeepsNamesApartToo() throws Exception {
    StreamDefinition cases = cases("deduplicate: true");
    LocalSpark.Topic topic = new LocalSpark.Topic();
    StreamingQuery query =
        AggregatedRecords.encode(LocalSpark.windows(topic.records(), cases), cases)
            .writeStream()
            .format("memory")
            .queryName("names")
            .outputMode("append")
            .start();
    try {
      topic.add(RECORDS);
      topic.add(RECORDS[0]);
      query.processAllAvailable();
      topic.add("{\"t\":" + Samples.at("12:01:00") + ",\"heartbeat\":true}");
      query.processAllAvailable();
      assertThat(values(LocalSpark.SESSION.table("names")))
          .singleElement()
          .asString()
          .contains("\"count\":2,\"Count\":5,\"t\":0.7,\"T\":4");
    } finally {
      query.stop();
    }
  }

  private static final String[] RECORDS = {
    "{\"t\":" + Samples.at("12:00:10") + ",\"T\":0.5,\"id\":1,\"ID\":\"a\",\"Id\":2,\"iD\":3}",
    "{\"t\":" + Samples.at("12:00:20") + ",\"T\":0.2,\"id\":1,\"ID\":\"a\",\"Id\":2,\"iD\":1}"
  };

  private static Dataset<Row> batch() {
    return LocalSpark.batch(List.of(RECORDS));
  }

  private static StreamDefinition cases(String deduplicate) {
    return Definitions.read(
        """
        stream: cases
        raw:
          topic: cases-raw
          key: id
          time: t
          fields:
            t: {type: timestamp}
            T: {type: decimal, scale: 1, simulate: {normal: {mean: 1, deviation: 1}}}
            id: {type: int}
            ID: {type: string, simulate: {choice: [a]}}
            Id: {type: int, simulate: {normal: {mean: 1, deviation: 1}}}
            iD: {type: int, simulate: {normal: {mean: 1, deviation: 1}}}
        derived:
          tT: {type: int, is: iD + Id}
        aggregated:
          topic: cases-aggregated
          window: 1 minute
          watermark: 0
          %s
          by: [id, ID]
          measures:
            count: count
            Count: max(tT)
            t: sum(T)
            T: sum(iD)
            Id: min(Id)
        """
            .formatted(deduplicate));
  }

  private static List<String> values(Dataset<Row> encoded) {
    return encoded.selectExpr("cast(value as string)").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static List<String> plain(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }

  /**
   * What the batch gives for the template with these names, in an order that is always the same.
   */
  private static List<JsonNode> rows(
      List<String> fields, List<String> measures, boolean deduplicate) throws IOException {
    StreamDefinition definition = template(fields, measures, deduplicate);
    Dataset<Row> windows = LocalSpark.windows(LocalSpark.batch(records(fields)), definition);
    List<JsonNode> rows = new ArrayList<>();
    for (Row row :
        AggregatedRecords.encode(windows, definition)
            .orderBy("topic", "key")
            .selectExpr("cast(value as string)")
            .collectAsList()) {
      rows.add(JSON.readTree(row.getString(0)));
    }
    return rows;
  }

  /** Those of the template's fields by which it groups. */
  private static List<String> groups(List<String> fields) {
    List<String> groups = new ArrayList<>(List.of(fields.get(1), fields.get(2), fields.get(4)));
    groups.addAll(fields.subList(fields.size() - QUARTER, fields.size()));
    return groups;
  }

  /**
   * A definition with these fields, in this order: the event time, the key, a text, two derived
   * fields, many whole numbers, more derived fields, and groups that are the same in all records.
   */
  private static StreamDefinition template(
      List<String> fields, List<String> measures, boolean deduplicate) {
    StringBuilder numbers = new StringBuilder();
    for (String field : numbers(fields)) {
      numbers.append("    ").append(field);
      numbers.append(": {type: int, simulate: {uniform: {min: 0, max: 9}}}\n");
    }
    StringBuilder derived = new StringBuilder();
    for (int i = fields.size() - 2 * QUARTER; i < fields.size() - QUARTER; i++) {
      derived.append("  ").append(fields.get(i));
      derived.append(": {type: int, is: ").append(fields.get(i - QUARTER)).append(" + 1}\n");
    }
    StringBuilder columns = new StringBuilder("    " + measures.get(0) + ": count\n");
    for (int i = 1; i < measures.size(); i++) {
      String function =
          FUNCTIONS
              .get(i % FUNCTIONS.size())
              .formatted(fields.get(3 + i), fields.get(2), fields.get(1));
      columns.append("    ").append(measures.get(i)).append(": ").append(function).append('\n');
    }
    return Definitions.read(
        """
        stream: names
        raw:
          topic: names-raw
          key: %2$s
          time: %1$s
          fields:
            %1$s: {type: timestamp}
            %2$s: {type: int}
            %3$s: {type: string, simulate: {choice: [a, b]}}
        %7$s
        derived:
          %4$s: {type: decimal, scale: 1, is: %6$s / 2}
          %5$s: {type: int, is: floor(%4$s / 3)}
        %11$s
        aggregated:
          windows:
            - {topic: names-minutes, window: 1 minute}
            - {topic: names-sliding, window: 2 minutes, slide: 1 minute}
          watermark: 0
          deduplicate: %8$s
          where: %6$s >= 1
          by: [%10$s]
          measures:
        %9$s"""
            .formatted(
                fields.get(0),
                fields.get(1),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                fields.get(5),
                numbers,
                deduplicate,
                columns,
                String.join(", ", groups(fields)),
                derived));
  }

  /** The whole numbers of the records, those that group last. */
  private static List<String> numbers(List<String> fields) {
    List<String> numbers = new ArrayList<>(fields.subList(5, fields.size() - 2 * QUARTER));
    numbers.addAll(fields.subList(fields.size() - QUARTER, fields.size()));
    return numbers;
  }

  private static List<String> records(List<String> fields) {
    Random random = new Random(17);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      StringBuilder record = new StringBuilder();
      record.append("{\"%s\":%d".formatted(fields.get(0), Samples.at("12:00:00") + 3_000 * i));
      record.append(",\"%s\":%d".formatted(fields.get(1), random.nextInt(2)));
      record.append(",\"%s\":\"%s\"".formatted(fields.get(2), random.nextBoolean() ? "a" : "b"));
      List<String> numbers = numbers(fields);
      for (int n = 0; n < numbers.size(); n++) {
        int value = n < numbers.size() - QUARTER ? random.nextInt(10) : 7;
        record.append(",\"%s\":%d".formatted(numbers.get(n), value));
      }
      records.add(record.append('}').toString());
    }
    return records;
  }

  private static List<JsonNode> values(JsonNode row) {
    List<JsonNode> values = new ArrayList<>();
    row.elements().forEachRemaining(values::add);
    return values;
  }
}
