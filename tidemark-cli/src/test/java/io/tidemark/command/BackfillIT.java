package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.model.definition.StreamDefinition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backfill while the supervisor keeps running. The test writes the rows in place of the stream.
 */
class BackfillIT {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  @TempDir static Path folder;

  /** The measures of a row: number of readings and their sum. */
  private record Row(long readings, BigDecimal sum) {
    Row plus(Row other) {
      return new Row(readings + other.readings, sum.add(other.sum));
    }
  }

  private final SortedMap<String, List<Row>> expected = new TreeMap<>();
  private TestStream stream;
  private KafkaProducer<byte[], byte[]> producer;

  @AfterEach
  void freeTheWorkers() {
    if (stream != null) {
      stream.endSupervisors();
    }
  }

  @Test
  void lateReadingsAreInOnceAndWhatIsBesideThemStaysAsItIs() throws Exception {
    stream = TestStream.define(folder, "backfill", "int", "1 minute", "0", "[entity]");
    stream.attach();
    try (KafkaProducer<byte[], byte[]> own =
        new KafkaProducer<>(
            stream.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer = own;
      for (int minute = 0; minute < 3; minute++) {
        for (int entity = 1; entity <= 3; entity++) {
          Row onTime = reading(minute, entity, "20.13").plus(reading(minute, entity, "0.07"));
          row(minute, entity, onTime);
        }
      }
      // on the same day, and not in the raw topic
      row(-60, 1, new Row(7, new BigDecimal("7.70")));
      row(4, 1, new Row(4, new BigDecimal("4.40")));
      row(4, 2, new Row(4, new BigDecimal("4.40")));
      awaitExpected();

      // windows that Druid has twice, or that have lost readings in the raw topic
      row(2, 3, new Row(2, new BigDecimal("20.20")));
      awaitExpected();
      assertThat(backfill()).isEqualTo(1);
      awaitExpected();

      late(0, 1, "1.01");
      late(1, 4, "2.02");
      expected.get(key(2, 3)).remove(1);
      meanwhile(1_000, () -> assertThat(backfill("--allow-fewer")).isZero());
      awaitExpected();

      // rows that were in memory during the backfill are published once
      late(2, 2, "3.03");
      meanwhile(2_000, () -> assertThat(backfill()).isZero());
      awaitExpected();

      assertThat(backfill()).isZero();
      awaitExpected();
    }
  }

  @Test
  void aDayComesBackFromTheLakeAfterTheTopicsAndDruidHaveLostIt() throws Exception {
    stream = TestStream.define(folder, "dropped", "int", "1 minute", "30 seconds", "[entity]");
    stream.attach();
    stream.generate("--entities", "7", "--interval", "5s", "--duration", "20m");
    stream.drain();
    String lake = stream.folder().resolve("lake").toString();
    stream.aggregate("archive", "--drain", "--windows", "--lake", lake);
    stream.audit();
    String raw = stream.definition().raw().topic();
    String aggregated = stream.definition().aggregated().topic();
    List<String> readings = rows(raw);
    List<String> windows = rows(aggregated);
    assertThat(readings).hasSize(7 * 12 * 20);
    assertThat(windows).hasSize(7 * 20);

    for (String topic : List.of(raw, aggregated)) {
      stream.deleteRecords(topic);
      dropFromDruid(topic);
    }
    List<String> day = List.of("--from", "2026-01-01T00:00:00Z", "--to", "2026-01-01T00:20:00Z");
    assertThat(backfillOf(day)).isEqualTo(1);
    assertThat(backfillOf(day, "--from-lake", "--lake", lake)).isZero();
    assertThat(backfillOf(day, "--from-lake", "--lake", lake, "--readings")).isZero();

    assertThat(rows(aggregated)).isEqualTo(windows);
    assertThat(rows(raw)).isEqualTo(readings);
    assertThat(backfillOf(day, "--from-lake", "--lake", lake, "--readings")).isZero();
    assertThat(rows(raw)).isEqualTo(readings);
  }

  /** All rows, in the order of their texts. */
  private List<String> rows(String datasource) {
    StreamDefinition definition = stream.definition();
    List<String> columns =
        datasource.equals(definition.raw().topic())
            ? List.of("entity", "temp", "humidity")
            : List.of("window_end", "entity", "readings", "sum_temp", "avg_temp", "last_humidity");
    String sql = "SELECT __time, " + String.join(", ", columns) + " FROM \"" + datasource + "\"";
    List<String> rows = new ArrayList<>();
    stream
        .druid()
        .rows(sql)
        .orElse(MissingNode.getInstance())
        .forEach(row -> rows.add(row.toString()));
    rows.sort(null);
    return rows;
  }

  /** Makes the tasks publish what they hold, then drops all segments. */
  private void dropFromDruid(String datasource) {
    List<String> old = runningTasks(datasource);
    stream
        .druid()
        .post(
            "/druid/indexer/v1/supervisor/" + datasource + "/taskGroups/handoff",
            "{\"taskGroupIds\":[0]}");
    // they end when the historicals serve their segments, which they would not if these were
    // dropped
    TestStream.await(() -> assertThat(runningTasks(datasource)).doesNotContainAnyElementsOf(old));
    stream.dropSegments(datasource);
  }

  private List<String> runningTasks(String datasource) {
    List<String> tasks = new ArrayList<>();
    stream
        .druid()
        .rows(
            "SELECT task_id FROM sys.tasks WHERE status = 'RUNNING' AND datasource = '"
                + datasource
                + "'")
        .orElseThrow()
        .forEach(row -> tasks.add(row.path(0).asText()));
    return tasks;
  }

  private int backfillOf(List<String> span, String... options) {
    List<String> all = new ArrayList<>(List.of("backfill", "--stream", stream.file()));
    all.addAll(List.of("--kafka", stream.stack().kafka(), "--druid", stream.stack().druid()));
    all.addAll(span);
    all.addAll(List.of(options));
    return Tidemark.run(all.toArray(String[]::new));
  }

  /** Sends rows of other windows while the work runs. */
  private void meanwhile(int first, Runnable work) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    CompletableFuture<Void> rows =
        CompletableFuture.runAsync(
            () -> {
              for (int entity = first; !isDone(done); entity++) {
                // on the same day and on the next
                row(entity % 2 == 0 ? 5 : 24 * 60, entity, new Row(1, new BigDecimal("0.01")));
              }
            });
    try {
      work.run();
    } finally {
      done.countDown();
      rows.get(1, TimeUnit.MINUTES);
    }
  }

  private static boolean isDone(CountDownLatch latch) {
    try {
      return latch.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private int backfill(String... options) {
    return backfillOf(List.of("--from", NOON.toString(), "--to", at(3).toString()), options);
  }

  private void late(int minute, int entity, String temp) {
    Row late = reading(minute, entity, temp);
    List<Row> rows = expected.computeIfAbsent(key(minute, entity), ignored -> new ArrayList<>());
    rows.add(rows.isEmpty() ? late : rows.remove(0).plus(late));
  }

  private Row reading(int minute, int entity, String temp) {
    send(
        stream.definition().raw().topic(),
        "{\"time\":%d,\"entity\":%d,\"temp\":%s,\"humidity\":35.00}"
            .formatted(at(minute).toEpochMilli() + 1, entity, temp));
    return new Row(1, new BigDecimal(temp));
  }

  private void row(int minute, int entity, Row row) {
    BigDecimal mean =
        row.sum().divide(BigDecimal.valueOf(row.readings()), 6, java.math.RoundingMode.HALF_UP);
    send(
        stream.definition().aggregated().topic(),
        ("{\"window_start\":\"%s\",\"window_end\":\"%s\",\"entity\":%d,\"readings\":%d,"
                + "\"sum_temp\":%s,\"avg_temp\":%s,\"last_humidity\":35.00}")
            .formatted(iso(minute), iso(minute + 1), entity, row.readings(), row.sum(), mean));
    expected.computeIfAbsent(key(minute, entity), ignored -> new ArrayList<>()).add(row);
  }

  private static String iso(int minute) {
    return at(minute).toString().replace("Z", ".000Z");
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  private static String key(int minute, int entity) {
    return at(minute).toEpochMilli() + "|" + entity;
  }

  private void send(String topic, String json) {
    producer.send(new ProducerRecord<>(topic, json.getBytes(StandardCharsets.UTF_8)));
    producer.flush();
  }

  private void awaitExpected() {
    TestStream.await(() -> assertThat(inDruid()).isEqualTo(expected));
  }

  private Map<String, List<Row>> inDruid() {
    String sql =
        "SELECT TIMESTAMP_TO_MILLIS(__time), entity, readings, sum_temp FROM \""
            + stream.definition().aggregated().topic()
            + "\" WHERE "
            + StreamDefinition.WINDOW_END
            + " IS NOT NULL";
    SortedMap<String, List<Row>> rows = new TreeMap<>();
    // without a datasource there are no rows yet
    for (JsonNode row : stream.druid().rows(sql).orElse(MissingNode.getInstance())) {
      rows.computeIfAbsent(
              row.path(0).asLong() + "|" + row.path(1).asLong(), ignored -> new ArrayList<>())
          .add(
              new Row(
                  row.path(2).asLong(),
                  BigDecimal.valueOf(row.path(3).asDouble())
                      .setScale(2, java.math.RoundingMode.HALF_UP)));
    }
    rows.values().forEach(same -> same.sort(java.util.Comparator.comparing(Row::sum).reversed()));
    return rows;
  }
}
