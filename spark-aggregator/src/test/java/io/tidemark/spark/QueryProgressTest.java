package io.tidemark.spark;

import static io.tidemark.spark.Samples.at;
import static io.tidemark.spark.Samples.definition;
import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.MetricsOption;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.decode.CountingDeadLetterSink;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.sink.AggregatedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryIdleEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryProgressEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryProgressTest {
  private static final StreamDefinition MINUTES = definition("1 minute", "3 minutes", "[entity]");
  private static final String UNREADABLE = "{\"time\":";

  private final LocalSpark.Topic topic = new LocalSpark.Topic();
  private final List<String> said = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private OptionalLong behind = OptionalLong.of(17);
  private final LongAccumulator dead = LocalSpark.SESSION.sparkContext().longAccumulator();
  private final QueryProgress progress =
      new QueryProgress(MINUTES, dead::value, offsets -> behind, () -> now, said::add);
  private final Metrics metrics = new MetricsOption().open("sample", line -> {});
  private StreamingQuery query;
  private int reported;

  @BeforeEach
  void start() throws Exception {
    progress.show(metrics);
    query =
        AggregatedRecords.encode(
                LocalSpark.windows(
                    topic.records(),
                    MINUTES,
                    new CountingDeadLetterSink(DeadLetterSink.NONE, dead)),
                MINUTES)
            .writeStream()
            .format("memory")
            .queryName("progress")
            .outputMode("append")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    query.stop();
  }

  @Test
  void beforeTheFirstBatchThereAreOnlyTotals() {
    assertThat(metrics.text().lines().filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrder(
            "tidemark_records_read_total{stream=\"sample\"} 0.0",
            "tidemark_windows_written_total{stream=\"sample\"} 0.0",
            "tidemark_dead_letters_total{stream=\"sample\"} 0.0");
  }

  @Test
  void addsUpAndShowsHowTheLastBatchWas() {
    send(reading(1, "12:00:10", "1"), reading(2, "12:00:20", "1"), UNREADABLE);
    assertThat(number("records_read_total")).isEqualTo(3);
    assertThat(number("dead_letters_total")).isEqualTo(1);
    assertThat(number("windows_written_total")).isZero();
    assertThat(number("state_rows")).isEqualTo(2);
    assertThat(number("state_memory_bytes")).isPositive();
    assertThat(number("source_lag_records")).isEqualTo(17);
    assertThat(number("batch_duration_seconds")).isBetween(0.001, 600.0);
    assertThat(number("batch_rows_per_second")).isPositive();

    send(heartbeat("12:04:30"));
    assertThat(number("records_read_total")).isEqualTo(4);
    assertThat(number("windows_written_total")).isEqualTo(2);
    assertThat(number("state_rows")).isZero();
    assertThat(number("epoch")).isPositive();
  }

  @Test
  void theWatermarkIsUnixTimeOnceThereIsOne() {
    assertThat(metrics.text()).doesNotContain("watermark");
    send(heartbeat("12:04:30"));
    assertThat(number("watermark_seconds")).isEqualTo(at("12:01:30") / 1000.0);
  }

  @Test
  void theLagIsLeftOutWhileKafkaDoesNotAnswer() {
    behind = OptionalLong.empty();
    send(reading(1, "12:00:10", "1"));
    assertThat(metrics.text()).doesNotContain("source_lag").contains("tidemark_epoch");
    assertThat(said).first().asString().contains(", ? behind,");
  }

  @Test
  void anIdleQueryHasNoRate() {
    send(reading(1, "12:00:10", "1"));
    idle();
    assertThat(number("batch_rows_per_second")).isZero();
    assertThat(number("source_lag_records")).isEqualTo(17);
  }

  @Test
  void deadLettersAreToldOfTogetherAndNotWithEachBatch() {
    send(UNREADABLE);
    assertThat(said).last().isEqualTo("until batch 0: 1 records to the dead-letter topic");
    said.clear();
    for (int batch = 1; batch <= 4; batch++) {
      now = now.plusSeconds(1);
      send(UNREADABLE, UNREADABLE);
    }
    assertThat(said).isEmpty();
    now = now.plusSeconds(1);
    send(reading(1, "12:00:10", "1"));
    assertThat(said).hasSize(2);
    assertThat(said).last().asString().endsWith(": 8 records to the dead-letter topic");
  }

  @Test
  void theLastDeadLettersAreToldOfOnceNothingMoreComes() {
    send(reading(1, "12:00:10", "1"));
    send(UNREADABLE);
    said.clear();
    now = now.plus(Duration.ofSeconds(10));
    idle();
    assertThat(said).singleElement().asString().endsWith(": 1 records to the dead-letter topic");
    now = now.plus(Duration.ofSeconds(10));
    idle();
    assertThat(said).hasSize(1);
  }

  /** Sends, and tells of the batches as Spark does, but in this thread. */
  private void send(String... records) {
    topic.add(records);
    query.processAllAvailable();
    StreamingQueryProgress[] all = query.recentProgress();
    for (; reported < all.length; reported++) {
      progress.onQueryProgress(new QueryProgressEvent(all[reported]));
    }
  }

  private void idle() {
    progress.onQueryIdle(new QueryIdleEvent(query.id(), query.runId(), now.toString()));
  }

  private double number(String name) {
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith("tidemark_" + name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
