package io.tidemark.spark.window;

import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.spark.sink.AggregatedRecords;
import io.tidemark.testing.Definitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Windows that slide, and several kinds of windows of the same readings. */
class SeveralWindowsTest {
  private static final String SLIDING =
      "  topic: sample-sliding\n  window: 3 minutes\n  slide: 1 minute\n";

  private static final String BOTH =
      """
        windows:
          - {topic: sample-minutes, window: 1 minute}
          - {topic: sample-sliding, window: 3 minutes, slide: 1 minute}
          - {topic: sample-odd, window: 90 seconds}
      """;

  private final LocalSpark.Topic topic = new LocalSpark.Topic();
  private StreamingQuery query;

  @AfterEach
  void stop() throws Exception {
    if (query != null) {
      query.stop();
    }
  }

  @Test
  void aReadingCountsInEachWindowThatSlidesOverIt() {
    assertThat(batch(sample(SLIDING, ""), reading(1, "12:02:30", "7")))
        .containsExactlyInAnyOrder(
            "sample-sliding 1|2026-09-21T12:00:00.000Z 2026-09-21T12:03:00.000Z 1",
            "sample-sliding 1|2026-09-21T12:01:00.000Z 2026-09-21T12:04:00.000Z 1",
            "sample-sliding 1|2026-09-21T12:02:00.000Z 2026-09-21T12:05:00.000Z 1");
  }

  @Test
  void eachKindOfWindowsGoesToItsTopic() {
    assertThat(batch(sample(BOTH, ""), reading(1, "12:01:00", "1"), reading(1, "12:01:40", "2")))
        .containsExactlyInAnyOrder(
            "sample-minutes 1|2026-09-21T12:01:00.000Z 2026-09-21T12:02:00.000Z 2",
            "sample-sliding 1|2026-09-21T11:59:00.000Z 2026-09-21T12:02:00.000Z 2",
            "sample-sliding 1|2026-09-21T12:00:00.000Z 2026-09-21T12:03:00.000Z 2",
            "sample-sliding 1|2026-09-21T12:01:00.000Z 2026-09-21T12:04:00.000Z 2",
            "sample-odd 1|2026-09-21T12:00:00.000Z 2026-09-21T12:01:30.000Z 1",
            "sample-odd 1|2026-09-21T12:01:30.000Z 2026-09-21T12:03:00.000Z 1");
  }

  @Test
  void eachWindowComesOutWhenTheWatermarkPassesItsOwnEnd() throws Exception {
    start(sample(SLIDING, ""));
    send(reading(1, "12:02:30", "7"));
    send(heartbeat("12:03:00"));
    assertThat(rows()).singleElement().asString().contains("12:03:00.000Z 1");
    send(heartbeat("12:04:59"));
    assertThat(rows()).hasSize(2);
    send(heartbeat("12:05:00"));
    assertThat(rows()).hasSize(3);
  }

  @Test
  void whatIsLateForOneWindowCountsInThoseThatAreStillOpen() throws Exception {
    start(sample(SLIDING, ""));
    send(reading(1, "12:02:10", "1"));
    send(heartbeat("12:03:30"));
    send(reading(1, "12:02:20", "1"));
    send(heartbeat("12:06:00"));
    assertThat(rows())
        .containsExactlyInAnyOrder(
            "sample-sliding 1|2026-09-21T12:00:00.000Z 2026-09-21T12:03:00.000Z 1",
            "sample-sliding 1|2026-09-21T12:01:00.000Z 2026-09-21T12:04:00.000Z 2",
            "sample-sliding 1|2026-09-21T12:02:00.000Z 2026-09-21T12:05:00.000Z 2");
  }

  @Test
  void theStreamGivesTheRowsOfTheBatchInWindowsOfEveryKind() throws Exception {
    assertStreamLikeBatch(sample(BOTH, ""));
  }

  @Test
  void theStreamGivesTheRowsOfTheBatchWhenReadingsThatComeAgainCountOnce() throws Exception {
    assertStreamLikeBatch(sample(BOTH, "  deduplicate: true\n"));
  }

  @Test
  void whatDoesNotFulfilTheConditionMovesTheWatermarkAndCountsNowhere() throws Exception {
    start(sample(SLIDING.replace("slide: 1 minute", "slide: 3 minutes"), "  where: temp > 0\n"));
    send(reading(1, "12:00:10", "1"), reading(1, "12:00:20", "-1"), reading(1, "12:00:30", "0"));
    send(reading(1, "12:03:00", "-1"));
    assertThat(rows())
        .containsExactly("sample-sliding 1|2026-09-21T12:00:00.000Z 2026-09-21T12:03:00.000Z 1");
  }

  @Test
  void aConditionHoldsWhereReadingsThatComeAgainCountOnceToo() throws Exception {
    start(
        sample(
            SLIDING.replace("slide: 1 minute", "slide: 3 minutes"),
            "  where: temp > 0\n  deduplicate: true\n"));
    send(reading(1, "12:00:10", "1"), reading(1, "12:00:10", "1"), reading(1, "12:00:20", "-1"));
    send(reading(1, "12:03:00", "-1"));
    assertThat(rows())
        .containsExactly("sample-sliding 1|2026-09-21T12:00:00.000Z 2026-09-21T12:03:00.000Z 1");
  }

  private void assertStreamLikeBatch(StreamDefinition definition) throws Exception {
    Random random = new Random(5);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      long time = Samples.at("12:00:00") + i * 400L;
      records.add(reading(random.nextInt(5), time, random.nextInt(10_000) / 100.0 + ""));
      if (i % 10 == 0) {
        records.add(records.get(records.size() - 1));
      }
    }
    start(definition);
    for (int from = 0; from < records.size(); from += 550) {
      send(records.subList(from, Math.min(from + 550, records.size())).toArray(String[]::new));
    }
    send(heartbeat("13:00:00"));
    assertThat(rows())
        .containsExactlyInAnyOrderElementsOf(batch(definition, records.toArray(String[]::new)))
        .hasSizeGreaterThan(100);
  }

  private static StreamDefinition sample(String windows, String more) {
    return Definitions.read(
        """
        stream: sample
        raw:
          topic: sample-raw
          key: entity
          time: time
          fields:
            time: {type: timestamp}
            entity: {type: int}
            temp: {type: decimal, scale: 2, simulate: {normal: {mean: 20, deviation: 1}}}
        aggregated:
        %s%s  watermark: 0
          by: [entity]
          measures:
            readings: count
            sum_temp: sum(temp)
        """
            .formatted(windows, more));
  }

  private static List<String> batch(StreamDefinition definition, String... records) {
    return texts(
        AggregatedRecords.encode(
            LocalSpark.windows(LocalSpark.batch(List.of(records)), definition), definition));
  }

  private void start(StreamDefinition definition) throws Exception {
    query =
        AggregatedRecords.encode(LocalSpark.windows(topic.records(), definition), definition)
            .writeStream()
            .format("memory")
            .queryName("kinds")
            .outputMode("append")
            .start();
  }

  private void send(String... records) {
    topic.add(records);
    query.processAllAvailable();
  }

  private static List<String> rows() {
    return texts(LocalSpark.SESSION.table("kinds"));
  }

  /** Topic, key, end and count. */
  private static List<String> texts(Dataset<Row> rows) {
    return rows
        .selectExpr(
            "topic",
            "key",
            "get_json_object(cast(value as string), '$.window_end')",
            "get_json_object(cast(value as string), '$.readings')")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }
}
