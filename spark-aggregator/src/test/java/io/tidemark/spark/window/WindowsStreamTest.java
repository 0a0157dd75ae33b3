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
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowsStreamTest {
  private static final StreamDefinition MINUTES = definition("1 minute", "3 minutes", "[entity]");

  private final LocalSpark.Topic topic = new LocalSpark.Topic();
  private StreamingQuery query;

  @AfterEach
  void stop() throws Exception {
    query.stop();
  }

  @Test
  void aWindowComesOutWhenTheWatermarkPassesItsEnd() throws Exception {
    start(MINUTES);
    send(reading(1, "12:00:10", "1"));
    send(reading(1, "12:03:59", "1"));
    assertThat(rows()).isEmpty();
    send(reading(1, "12:04:00", "1"));
    assertThat(rows()).singleElement().asString().contains("T12:00:00.000Z", "\"readings\":1");
  }

  @Test
  void theClosingHeartbeatBringsOutTheLastWindowsToo() throws Exception {
    start(MINUTES);
    send(reading(1, "12:00:10", "1"), reading(1, "12:01:10", "1"));
    send(heartbeat("12:05:00"));
    assertThat(rows()).hasSize(2);
    assertThat(String.join("", rows())).doesNotContain("12:05");
  }

  @Test
  void aRunThatFollowsAClosingHeartbeatIsNotLate() throws Exception {
    start(MINUTES);
    send(reading(1, "12:00:10", "1"));
    send(heartbeat("12:04:00"));
    send(reading(1, "12:01:00", "2"));
    send(heartbeat("12:05:00"));
    assertThat(rows()).hasSize(2);
  }

  @Test
  void readingsOutOfOrderWithinTheWatermarkCount() throws Exception {
    start(MINUTES);
    send(reading(1, "12:03:00", "1"));
    send(reading(1, "12:00:10", "1"));
    send(heartbeat("12:07:00"));
    assertThat(rows()).hasSize(2);
  }

  @Test
  void windowsBefore1970ComeOutToo() throws Exception {
    start(MINUTES);
    send(reading(1, -62135596800000L, "1"));
    send(reading(1, -1, "1"));
    send(reading(1, 240_000, "1"));
    assertThat(rows())
        .anySatisfy(row -> assertThat(row).contains("\"0001-01-01T00:00:00.000Z\""))
        .anySatisfy(row -> assertThat(row).contains("\"1969-12-31T23:59:00.000Z\""))
        .hasSize(2);
  }

  @Test
  void aReadingBehindTheWatermarkIsLateAndChangesNoWindow() throws Exception {
    start(MINUTES);
    send(reading(1, "12:00:10", "1"));
    send(heartbeat("12:04:00"));
    send(reading(1, "12:00:20", "1"));
    send(heartbeat("12:08:00"));
    assertThat(rows()).singleElement().asString().contains("\"readings\":1");
  }

  @Test
  void aReadingThatComesAgainCountsTwiceUnlessTheDefinitionSaysOtherwise() throws Exception {
    start(MINUTES);
    send(reading(1, "12:00:10", "1"), reading(1, "12:00:10", "1"));
    send(reading(1, "12:00:10", "1"));
    send(heartbeat("12:04:00"));
    assertThat(rows()).singleElement().asString().contains("\"readings\":3");
  }

  @Test
  void withDeduplicationAReadingThatComesAgainWithinTheWatermarkCountsOnce() throws Exception {
    start(Samples.deduplicated(MINUTES));
    send(reading(1, "12:00:10", "1"), reading(1, "12:00:10", "1"), reading(1, "12:00:10", "2"));
    send(reading(1, "12:00:10", "1"));
    send(heartbeat("12:04:00"));
    assertThat(rows()).singleElement().asString().contains("\"readings\":2");
  }

  @Test
  void aReadingFromTheFarFutureIsDivertedBeforeItMovesTheWatermark() throws Exception {
    start(MINUTES);
    send(reading(1, "12:00:10", "1"));
    send(reading(1, 32503680000000L, "1"));
    send(reading(1, "12:00:20", "1"));
    send(heartbeat("12:04:00"));
    assertThat(rows()).singleElement().asString().contains("\"readings\":2");
  }

  @Test
  void theStreamGivesTheRowsOfTheBatchToTheLastDigit() throws Exception {
    Random random = new Random(7);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      long time = Samples.at("12:00:00") + i * 200L - random.nextInt(60_000);
      records.add(reading(random.nextInt(7), time, random.nextInt(10_000) / 100.0 + ""));
    }
    start(MINUTES);
    for (int from = 0; from < records.size(); from += 500) {
      send(records.subList(from, from + 500).toArray(String[]::new));
    }
    send(heartbeat("13:00:00"));
    Dataset<Row> batch = LocalSpark.windows(LocalSpark.batch(records), MINUTES);
    assertThat(rows())
        .containsExactlyInAnyOrderElementsOf(values(AggregatedRecords.encode(batch, MINUTES)))
        .hasSizeGreaterThan(50);
  }

  private void start(StreamDefinition definition) throws Exception {
    query =
        AggregatedRecords.encode(LocalSpark.windows(topic.records(), definition), definition)
            .writeStream()
            .format("memory")
            .queryName("windows")
            .outputMode("append")
            .start();
  }

  private void send(String... records) {
    topic.add(records);
    query.processAllAvailable();
  }

  private static List<String> rows() {
    return values(LocalSpark.SESSION.table("windows"));
  }

  private static List<String> values(Dataset<Row> rows) {
    return rows.selectExpr("cast(value as string)").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
