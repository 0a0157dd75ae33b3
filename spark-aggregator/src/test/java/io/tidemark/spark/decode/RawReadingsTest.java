package io.tidemark.spark.decode;

import static io.tidemark.spark.InMemoryDeadLetters.KEPT;
import static io.tidemark.spark.Samples.deduplicated;
import static io.tidemark.spark.Samples.definition;
import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.InMemoryDeadLetters;
import io.tidemark.spark.LocalSpark;
import io.tidemark.testing.Definitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawReadingsTest {
  private static final StreamDefinition MINUTES = definition("1 minute", "3 minutes", "[entity]");
  private static final int TASKS = 8;
  private static final int RECORDS = 1_000;

  @BeforeEach
  void empty() {
    InMemoryDeadLetters.empty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBatchDecodesOnce(boolean deduplicate) {
    Dataset<Row> windows =
        windows(LocalSpark.batch(List.of(reading(1, "12:00:00", "1"), "x")), deduplicate);
    assertThat(windows.collectAsList()).hasSize(1);
    assertThat(KEPT).hasSize(1);
    String plan = windows.queryExecution().executedPlan().toString();
    assertDecodesOnce(plan.substring(0, plan.indexOf("== Initial Plan ==")), deduplicate);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamDecodesOnce(boolean deduplicate) throws Exception {
    LocalSpark.Topic topic = new LocalSpark.Topic();
    StreamingQuery query =
        windows(topic.records(), deduplicate)
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
      assertDecodesOnce(((StreamingQueryWrapper) query).explainInternal(false), deduplicate);
    } finally {
      query.stop();
    }
  }

  @Test
  void aRowHasTheFieldsThatTheAggregationUsesAndHeartbeatsHaveTheirTimeOnly() {
    StreamDefinition doors =
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
                unused: {type: string, simulate: {choice: [a]}}
                state: {type: string, simulate: {choice: [open, shut]}}
            aggregated:
              topic: doors-aggregated
              window: 1 minute
              watermark: 0
              where: state != 'broken'
              by: [door]
              measures: {readings: count, last_state: last(state)}
            """);
    Dataset<Row> rows =
        rows(
            LocalSpark.batch(
                List.of(
                    door("north", "open"),
                    "x",
                    door("Süd 🚪", "shut"),
                    door("a\\u0062\\n", ""),
                    door("west", "broken"),
                    "{\"time\":6,\"heartbeat\":true}")),
            doors);
    assertThat(rows.columns()).containsExactly("time", "door", "state", "heartbeat");
    assertThat(rows.collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[5,north,open,false]",
            "[5,Süd 🚪,shut,false]",
            "[5,ab\n,,false]",
            "[5,null,null,true]",
            "[6,null,null,true]");
  }

  @Test
  void theEventTimeOfTheFormatRecordIsTheTimestampOfTheRecordUnlessItIsTooFarAhead() {
    StreamDefinition gates =
        Definitions.read(
            """
            stream: gates
            raw:
              topic: gates-raw
              time: at
              fields:
                at: {type: timestamp, format: record}
                gate: {type: int}
            aggregated:
              topic: gates-aggregated
              window: 1 minute
              watermark: 0
              by: [gate]
              measures: {readings: count}
            """);
    long now = System.currentTimeMillis();
    long[] timestamps = {1_000, now - 1, now + 30_000, now + 600_000, -1};
    List<String> gateRecords = new ArrayList<>();
    for (int gate = 0; gate < timestamps.length; gate++) {
      gateRecords.add("{\"gate\":" + gate + "}");
    }
    Dataset<Row> records =
        LocalSpark.batch(gateRecords)
            .withColumn(
                "timestamp",
                timestamp_millis(element_at(lit(timestamps), col("offset").plus(1).cast("int"))));
    assertThat(rows(records, gates).collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[1000,0,false]",
            "[" + (now - 1) + ",1,false]",
            // ahead of this clock, and not moved to it
            "[" + (now + 30_000) + ",2,false]");
    assertThat(KEPT)
        .extracting(
            letter -> letter.offset() + " at " + letter.timestamp() + ": " + letter.reason())
        .containsExactly(
            "3 at " + (now + 600_000) + ": event time: more than 1m ahead of its arrival",
            "4 at -1: at: expected a Kafka record with a timestamp");
  }

  private static String door(String name, String state) {
    return "{\"time\":5,\"door\":\"" + name + "\",\"unused\":\"\",\"state\":\"" + state + "\"}";
  }

  @Test
  void thePlanThatPeopleReadHasNoneOfTheSettings() {
    DeadLetterSink deadLetters =
        new DeadLetterTopicSink("dead", Map.of("sasl.jaas.config", "secret"));
    Dataset<Row> rows =
        RawReadings.rows(
            ReadingInput.ofRecords(
                LocalSpark.batch(List.of()), MINUTES, LocalSpark.ANY_PAST, deadLetters),
            MINUTES);
    assertThat(rows.queryExecution().toString()).contains("MapPartitions").doesNotContain("secret");
    assertThat(LocalSpark.SESSION.conf().getAll().toString()).doesNotContain("secret");
  }

  @Test
  void tasksThatRunAtTheSameTimeDoNotMixTheirRecordsOrTheirDeadLetters() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < TASKS * RECORDS; i++) {
      records.add(i % 10 == 0 ? "x" : reading(i / RECORDS, i, "1"));
    }
    List<Row> rows =
        rows(inTasks(records, TASKS), MINUTES)
            .select("time", "entity")
            .withColumn("task", spark_partition_id())
            .collectAsList();
    assertThat(rows).hasSize(TASKS * RECORDS * 9 / 10);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.getLong(0) / RECORDS).isEqualTo(row.getLong(1));
              assertThat(row.getInt(2)).isEqualTo((int) row.getLong(1));
            });
    assertThat(KEPT).hasSize(TASKS * RECORDS / 10);
    assertThat(KEPT.stream().map(one -> one.partition() + "-" + one.offset()).distinct())
        .hasSize(KEPT.size());
    assertThat(InMemoryDeadLetters.OPENED).hasValue(TASKS);
    assertThat(InMemoryDeadLetters.OPEN).hasValue(0);
  }

  /** A partition of the topic for each task, with one record after the other. */
  private static Dataset<Row> inTasks(List<String> records, int tasks) {
    int each = records.size() / tasks;
    return LocalSpark.SESSION
        .range(0, records.size(), 1, tasks)
        .map((MapFunction<Long, String>) n -> records.get(n.intValue()), Encoders.STRING())
        .selectExpr("cast(value as binary) as value")
        .withColumn("partition", spark_partition_id())
        .selectExpr("*", "monotonically_increasing_id() % " + each + " as offset")
        .withColumn("timestamp", current_timestamp());
  }

  @Test
  void recordsOfAListAreDecodedInTasksAndNotByTheOptimizer() {
    Dataset<Row> list =
        LocalSpark.SESSION
            .createDataset(List.of(reading(1, "12:00:00", "1"), "x"), Encoders.STRING())
            .selectExpr("cast(value as binary) as value", "0 as partition", "1L as offset")
            .withColumn("timestamp", current_timestamp());
    Dataset<Row> rows = rows(list, MINUTES);
    rows.queryExecution().executedPlan();
    assertThat(KEPT).isEmpty();
    assertThat(rows.collectAsList()).hasSize(1);
    assertThat(KEPT).hasSize(1);
  }

  private static Dataset<Row> rows(Dataset<Row> records, StreamDefinition definition) {
    return RawReadings.rows(
        ReadingInput.ofRecords(
            records, definition, LocalSpark.ANY_PAST, new InMemoryDeadLetters(false)),
        definition);
  }

  private static Dataset<Row> windows(Dataset<Row> records, boolean deduplicate) {
    return LocalSpark.windows(
        records, deduplicate ? deduplicated(MINUTES) : MINUTES, new InMemoryDeadLetters(false));
  }

  /** One step decodes, and with deduplication a second one aggregates; no filter comes before. */
  private static void assertDecodesOnce(String plan, boolean deduplicate) {
    assertThat(plan.split("MapPartitions ", -1)).hasSize(deduplicate ? 3 : 2);
    assertThat(plan.split("newInstance\\(class scala.Tuple5", -1)).hasSize(2);
    assertThat(plan.substring(plan.lastIndexOf("MapPartitions "))).doesNotContain("Filter");
  }
}
