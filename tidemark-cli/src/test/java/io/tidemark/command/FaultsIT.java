package io.tidemark.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.SparkJob;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All faults of readings at once, on real Kafka, Spark and Druid. {@code
 * -Dtidemark.readings=1000000} runs a longer test.
 */
class FaultsIT {
  /** The number of entities; each sends a reading every five seconds of event time. */
  private static final int ENTITIES = 1_000;

  private static final Instant MORNING = Instant.parse("2024-03-10T06:00:00Z");
  private static final int READINGS = 3_000;

  @TempDir static Path folder;

  @Test
  void whatIsLateWrongOrDoubleIsAccountedForAndABackfillBringsTheLateOnesIn() throws Exception {
    long readings = Long.getLong("tidemark.readings", 100_000);
    TestStream stream =
        TestStream.define(folder, "wrong", "int", "1 minute", "1 minute", "[entity]");
    stream.attach();
    try (SparkJob job = stream.stream()) {
      // a running job advances its watermark during the faulty run
      stream.generate("--entities", ENTITIES + "", "--duration", "1m");
      stream.audit();
      stream.generate(
          "--entities",
          ENTITIES + "",
          "--duration",
          readings * 5 / ENTITIES + "s",
          "--speed-up",
          "20",
          "--late",
          "1%",
          "--out-of-order",
          "5%",
          "--duplicated",
          "0.5%",
          "--malformed",
          "0.5%",
          "--far-future",
          "0.01%");
      List<RunLedger> ledgers = ledgers(stream);
      JsonNode before = stream.audit();
      assertThat(before.path("sent").longValue()).isGreaterThan(readings);
      assertThat(before.path("dead").longValue())
          .isEqualTo(ledgers.get(1).faults().dead())
          .isPositive();
      assertThat(before.path("late").longValue()).isPositive();
      TreeMap<Instant, Content> truth = truth(ledgers);
      assertThat(inDruid(stream)).isNotEqualTo(truth);

      backfill(stream, truth, "--dry-run");
      assertThat(inDruid(stream)).isNotEqualTo(truth);

      // the stream runs during the backfill: its new readings are counted once
      CompletableFuture<Void> meanwhile =
          CompletableFuture.runAsync(
              () -> stream.generate("--entities", "200", "--duration", "10m", "--speed-up", "20"));
      backfill(stream, truth);
      meanwhile.get();
      assertThat(stream.audit().path("late").longValue()).isZero();
      assertThat(inDruid(stream)).isEqualTo(truth(ledgers(stream)));
      assertThat(job.isAlive()).as(stream.log()).isTrue();
    }
  }

  private static void backfill(
      TestStream stream, TreeMap<Instant, Content> truth, String... options) {
    List<String> all = new ArrayList<>(List.of("--druid", stream.stack().druid()));
    all.addAll(List.of("--from", truth.firstKey().toString()));
    all.addAll(List.of("--to", truth.lastKey().plusSeconds(60).toString()));
    all.addAll(List.of("--staging", stream.folder().resolve("staging").toString()));
    all.addAll(List.of(options));
    stream.run("backfill", all);
  }

  /** The ledgers in the order of the runs. */
  private static List<RunLedger> ledgers(TestStream stream) throws IOException {
    List<RunLedger> ledgers = new ArrayList<>();
    try (Stream<Path> files = Files.list(stream.folder().resolve("ledgers"))) {
      for (Path file : files.sorted().toList()) {
        ledgers.add(RunLedger.read(file));
      }
    }
    return ledgers;
  }

  /** The number of readings of a window and their sum. */
  private record Content(long readings, BigDecimal temp) {}

  /**
   * The expected windows. The runs do not overlap in event time, so each window belongs to one run.
   */
  private static TreeMap<Instant, Content> truth(List<RunLedger> ledgers) {
    TreeMap<Instant, Content> truth = new TreeMap<>();
    for (RunLedger ledger : ledgers) {
      for (RunLedger.WindowEntry window : ledger.windows()) {
        truth.put(
            Instant.parse(window.windowStart()),
            new Content(window.readings(), window.sums().get("temp")));
      }
    }
    return truth;
  }

  /**
   * The windows in Druid. Sums are doubles there; rounded to the scale of the field they are exact.
   */
  private static Map<Instant, Content> inDruid(TestStream stream) {
    String sql =
        "SELECT TIMESTAMP_TO_MILLIS(__time), SUM(readings), SUM(sum_temp) FROM \""
            + stream.definition().aggregated().topic()
            + "\" GROUP BY 1";
    Map<Instant, Content> found = new TreeMap<>();
    for (JsonNode row : stream.druid().rows(sql).orElseThrow()) {
      found.put(
          Instant.ofEpochMilli(row.get(0).longValue()),
          new Content(
              row.get(1).longValue(), row.get(2).decimalValue().setScale(2, RoundingMode.HALF_UP)));
    }
    return found;
  }

  @Test
  void recordedReadingsAreAllAccountedForAndWhatIsWrongAmongThemIsADeadLetter() throws Exception {
    TestStream stream =
        TestStream.define(folder, "recorded", "string", "1 minute", "1 minute", "[entity]");
    stream.attach();
    stream.replay(jsonLines());
    stream.drain();
    JsonNode report = stream.audit();
    assertThat(report.path("sent").longValue()).isEqualTo(READINGS + 5);
    assertThat(report.path("dead").longValue()).isEqualTo(5);
    assertThat(report.path("late").longValue()).isZero();
    assertThat(report.at("/windows")).hasSize(5);
    assertThat(reasons(stream))
        .containsExactlyInAnyOrder(
            "not a JSON object",
            "entity: expected a text",
            "temp: more than 2 decimal places; rounded: true rounds them half up",
            "humidity: missing",
            "event time: more than 1m ahead of its arrival");

    stream.replay(rows(), "--columns", "time,entity,,temp,humidity");
    stream.drain();
    report = stream.audit();
    assertThat(report.path("sent").longValue()).isEqualTo(READINGS + 5 + 101);
    assertThat(report.path("dead").longValue()).isEqualTo(6);
    assertThat(report.at("/windows")).hasSize(7);
    assertThat(reasons(stream)).anyMatch(reason -> reason.startsWith("temp: expected a number, "));
  }

  /**
   * A recording of five minutes, out of order, with a blank line, a heartbeat and five malformed
   * lines.
   */
  private static Path jsonLines() throws IOException {
    Path file = folder.resolve("recorded.jsonl.gz");
    try (BufferedWriter writer =
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), UTF_8))) {
      for (int n = 0; n < READINGS; n++) {
        long offset = 100L * n - (n % 7 == 6 ? Math.min(100L * n, 20_000) : 0);
        writer.write(reading(MORNING.plusMillis(offset), "\"séance-" + n % 10 + '"', "20.1"));
        writer.write(n % 2 == 0 ? "\n" : "\r\n");
        if (n == 1_000) {
          writer.write("\nnull\n");
          writer.write(reading(MORNING, "17", "20.1") + "\n");
          writer.write(reading(MORNING, "\"a\"", "20.123") + "\n");
          writer.write("{\"time\":" + MORNING.toEpochMilli() + ",\"heartbeat\":true}\n");
          writer.write(reading(MORNING, "\"a\"", "20").replace("humidity", "wet") + "\n");
          writer.write(reading(Instant.now().plus(Duration.ofDays(1)), "\"a\"", "20.1") + "\n");
        }
      }
    }
    return file;
  }

  private static String reading(Instant time, String entity, String temp) {
    return "{\"time\":%d,\"entity\":%s,\"temp\":%s,\"note\":\"x\",\"humidity\":35}"
        .formatted(time.toEpochMilli(), entity, temp);
  }

  /** A CSV recording that follows it, without a header and with a column that is no field. */
  private static Path rows() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int n = 0; n <= 100; n++) {
      rows.append(MORNING.plusSeconds(420 + n).toEpochMilli())
          .append(n % 2 == 0 ? "|\"a|b\"|x|" : "|c|x|")
          .append(n == 50 ? "n/a" : "-1.50")
          .append("|0.5|\n");
    }
    return Files.writeString(folder.resolve("more.tbl"), rows);
  }

  private static List<String> reasons(TestStream stream) {
    return stream.records(stream.definition().deadLetterTopic()).stream()
        .map(record -> DeadLetter.of(record).reason())
        .toList();
  }
}
