package io.tidemark.spark.decode;

import static io.tidemark.spark.InMemoryDeadLetters.KEPT;
import static io.tidemark.spark.Samples.definition;
import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.InMemoryDeadLetters;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.spark.window.WindowedAggregation;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RawFunctionTest {
  private static final StreamDefinition MINUTES = definition("1 minute", "3 minutes", "[entity]");
  private static final int TASKS = 8;
  private static final int RECORDS = 1_000;

  /**
   * One object for tasks that run at the same time; within a query Spark would give each a copy.
   */
  private static final RawFunction SHARED =
      new RawFunction(MINUTES, TimeLimits.DEFAULT, new InMemoryDeadLetters(false));

  @BeforeEach
  void empty() {
    InMemoryDeadLetters.empty();
  }

  @Test
  void aBatchDecodesOnceAndInGeneratedCode() {
    Dataset<Row> windows =
        WindowedAggregation.of(
            decode(LocalSpark.batch(List.of(reading(1, "12:00:00", "1"), "x"))), MINUTES);
    assertThat(windows.collectAsList()).hasSize(1);
    assertThat(KEPT).hasSize(1);
    String plan = windows.queryExecution().executedPlan().toString();
    assertDecodesOnce(plan.substring(0, plan.indexOf("== Initial Plan ==")));
  }

  @Test
  void aDeduplicatedBatchDecodesOnceToo() {
    Dataset<Row> windows =
        WindowedAggregation.of(
            decode(LocalSpark.batch(List.of(reading(1, "12:00:00", "1"), "x"))),
            Samples.deduplicated(MINUTES));
    assertThat(windows.collectAsList()).hasSize(1);
    assertThat(KEPT).hasSize(1);
  }

  @Test
  void aStreamDecodesOnceAndInGeneratedCode() throws Exception {
    LocalSpark.Topic topic = new LocalSpark.Topic();
    StreamingQuery query =
        WindowedAggregation.of(decode(topic.records()), MINUTES)
            .writeStream()
            .format("memory")
            .queryName("once")
            .outputMode("append")
            .start();
    try {
      topic.add(reading(1, "12:00:10", "1"), "x", heartbeat("12:04:00"));
      query.processAllAvailable();
      assertThat(LocalSpark.SESSION.table("once").count()).isEqualTo(1);
      assertThat(KEPT).hasSize(1);
      // moves no watermark, so no batch without records follows
      topic.add(reading(1, "12:03:00", "1"));
      query.processAllAvailable();
      assertDecodesOnce(((StreamingQueryWrapper) query).explainInternal(false));
    } finally {
      query.stop();
    }
  }

  @Test
  void textsOfEachRecordReachTheirRow() {
    StreamDefinition doors =
        Samples.parse(
            """
            stream: doors
            raw:
              topic: doors-raw
              key: door
              time: time
              fields:
                time: {type: timestamp}
                door: {type: string}
                unused: {type: string, simulate: {choice: [a]}}
                state: {type: string, simulate: {choice: [open, shut]}}
            aggregated:
              topic: doors-aggregated
              window: 1 minute
              watermark: 0
              by: [door]
              measures: {readings: count, last_state: last(state)}
            """);
    Dataset<Row> decoded =
        LocalSpark.decode(
            LocalSpark.batch(
                List.of(
                    door("north", "open"),
                    "x",
                    door("Süd 🚪", "shut"),
                    door("a\\u0062\\n", ""),
                    "{\"time\":5,\"heartbeat\":true}")),
            doors);
    assertThat(decoded.columns()).doesNotContain("unused");
    assertThat(decoded.where("__problem is null").select("door", "state").collectAsList())
        .extracting(row -> row.getString(0) + "," + row.getString(1))
        .containsExactly("north,open", "Süd 🚪,shut", "ab\n,", "null,null");
    assertThat(WindowedAggregation.of(decoded, doors).select("door", "last_state").collectAsList())
        .extracting(row -> row.getString(0) + "," + row.getString(1))
        .containsExactlyInAnyOrder("north,open", "Süd 🚪,shut", "ab\n,");
  }

  private static String door(String name, String state) {
    return "{\"time\":5,\"door\":\"" + name + "\",\"unused\":\"\",\"state\":\"" + state + "\"}";
  }

  @Test
  void thePlanThatPeopleReadHasNoneOfTheSettings() {
    DeadLetterSink letters = new DeadLetterTopicSink("dead", Map.of("sasl.jaas.config", "secret"));
    Dataset<Row> decoded =
        RawReadings.decode(LocalSpark.batch(List.of()), MINUTES, TimeLimits.DEFAULT, letters);
    assertThat(decoded.queryExecution().toString()).contains("decode").doesNotContain("secret");
    assertThat(LocalSpark.SESSION.conf().getAll().toString()).doesNotContain("secret");
  }

  @Test
  void tasksThatRunAtTheSameTimeDoNotMixTheirRecordsOrTheirLetters() {
    List<Integer> wrong =
        JavaSparkContext.fromSparkContext(LocalSpark.SESSION.sparkContext())
            .parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS)
            .map(RawFunctionTest::wrongRows)
            .collect();
    assertThat(wrong).hasSize(TASKS).containsOnly(0);
    assertThat(KEPT).hasSize(TASKS * RECORDS / 10);
    assertThat(KEPT.stream().map(letter -> letter.partition() + "-" + letter.offset()).distinct())
        .hasSize(KEPT.size());
    assertThat(InMemoryDeadLetters.OPENED).hasValue(TASKS);
    assertThat(InMemoryDeadLetters.OPEN).hasValue(0);
  }

  /** Decodes readings of one entity, each tenth malformed, and counts what comes out wrong. */
  private static int wrongRows(int entity) {
    int wrong = 0;
    for (int i = 0; i < RECORDS; i++) {
      boolean malformed = i % 10 == 0;
      String record = malformed ? "x" : reading(entity, i, "1");
      InternalRow row = SHARED.invoke(record.getBytes(UTF_8), entity, i, Samples.DAY);
      boolean right = malformed ? row.isNullAt(1) : row.getLong(0) == i && row.getLong(1) == entity;
      wrong += right ? 0 : 1;
    }
    return wrong;
  }

  @Test
  void outsideOfATaskNothingIsDecoded() {
    assertThatThrownBy(() -> SHARED.invoke(new byte[0], 0, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("raw records can be decoded in a task only");
  }

  private static Dataset<Row> decode(Dataset<Row> records) {
    return RawReadings.decode(records, MINUTES, TimeLimits.DEFAULT, new InMemoryDeadLetters(false));
  }

  /** Spark marks with a star what it has generated code for. */
  private static void assertDecodesOnce(String plan) {
    assertThat(plan.split("decode\\.invoke", -1)).hasSize(2);
    assertThat(plan).containsPattern("\\*\\(\\d+\\) Project \\[invoke\\(decode\\.invoke");
  }
}
