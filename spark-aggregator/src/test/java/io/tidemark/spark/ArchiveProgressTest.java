package io.tidemark.spark;

import static io.tidemark.spark.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.MetricsOption;
import io.tidemark.metrics.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryProgressEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchiveProgressTest {
  private static final String TABLE = "lake.sample.readings";

  private final LocalSpark.Topic topic = new LocalSpark.Topic();
  private final List<String> said = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private OptionalLong behind = OptionalLong.of(17);
  private final ArchiveProgress progress =
      new ArchiveProgress(offsets -> behind, () -> now, said::add);
  private final Metrics metrics = new MetricsOption().open("sample", line -> {});
  private StreamingQuery query;

  @BeforeEach
  void start() throws Exception {
    progress.show(metrics);
    query = topic.records().writeStream().format("noop").queryName(TABLE).start();
  }

  @AfterEach
  void stop() throws Exception {
    query.stop();
  }

  @Test
  void beforeThereIsATableThereAreNoFigures() {
    assertThat(metrics.text().lines().filter(line -> !line.startsWith("#")))
        .containsExactly("tidemark_records_read_total{stream=\"sample\"} 0.0");
  }

  @Test
  void saysWhatIsArchivedWhereAndHowFarItIs() {
    progress.totals(TABLE, "sample-raw");
    assertThat(said)
        .containsExactly(
            "archiving sample-raw to lake.sample.readings; it can be stopped at any time");

    send(reading(1, "12:00:00", "1"), reading(2, "12:00:00", "1"));
    assertThat(said.get(1))
        .matches("lake\\.sample\\.readings: epoch 0, 2 records, [0-9,]+/s, 17 behind");
    send(reading(1, "12:00:01", "1"));
    assertThat(said).as("a line every five seconds").hasSize(2);
    now = now.plus(Duration.ofSeconds(5));
    behind = OptionalLong.empty();
    send(reading(1, "12:00:02", "1"));
    assertThat(said.get(2)).contains("epoch 2, 1 records").contains(", ? behind");

    assertThat(progress.summary())
        .containsExactly(
            "Archived 4 records of sample-raw as 0 rows in lake.sample.readings: 0 files, 0.0 MB");
    assertThat(metrics.text())
        .contains("tidemark_records_read_total{stream=\"sample\"} 4.0")
        .contains("tidemark_lake_rows_total{stream=\"sample\",table=\"lake.sample.readings\"} 0.0")
        .contains("tidemark_epoch{stream=\"sample\"} 2.0")
        .doesNotContain("tidemark_source_lag_records{")
        .doesNotContain("tidemark_lake_commit_seconds{");
  }

  @Test
  void aQueryOfAnotherTableIsNotCounted() {
    progress.totals("lake.sample.windows", "sample-aggregated");
    send(reading(1, "12:00:00", "1"));
    assertThat(said).hasSize(1);
  }

  /** Sends records as one epoch, and reports it as Spark's listener would. */
  private void send(String... records) {
    topic.add(records);
    query.processAllAvailable();
    progress.onQueryProgress(new QueryProgressEvent(query.lastProgress()));
  }
}
