package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.model.Ledger;
import io.tidemark.stack.SparkJob;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that can be wrong with readings, at once and on the real thing. {@code
 * -Dtidemark.readings=1000000} makes a long test of it.
 */
class FaultsIT {
  /** Each reports every five seconds of event time. */
  private static final int ENTITIES = 1_000;

  @TempDir static Path folder;

  @Test
  void whatIsLateWrongOrDoubleIsAccountedForAndABackfillBringsTheLateOnesIn() throws Exception {
    long readings = Long.getLong("tidemark.readings", 100_000);
    TestStream stream =
        TestStream.define(folder, "wrong", "int", "1 minute", "1 minute", "[entity]");
    stream.attach();
    try (SparkJob job = stream.stream()) {
      // a job that is at work moves its watermark while the faulty run goes on
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
      List<Ledger> ledgers = ledgers(stream);
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

      // the stream goes on beside the backfill: what comes in the meantime is there once
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

  /** In the order of the runs. */
  private static List<Ledger> ledgers(TestStream stream) throws IOException {
    List<Ledger> ledgers = new ArrayList<>();
    try (Stream<Path> files = Files.list(stream.folder().resolve("ledgers"))) {
      for (Path file : files.sorted().toList()) {
        ledgers.add(Ledger.read(file));
      }
    }
    return ledgers;
  }

  /** Readings and sum of a window. */
  private record Content(long readings, BigDecimal temp) {}

  /** The runs follow one another: each window belongs to one of them. */
  private static TreeMap<Instant, Content> truth(List<Ledger> ledgers) {
    TreeMap<Instant, Content> truth = new TreeMap<>();
    for (Ledger ledger : ledgers) {
      for (Ledger.WindowEntry window : ledger.windows()) {
        truth.put(
            Instant.parse(window.windowStart()),
            new Content(window.readings(), window.sums().get("temp")));
      }
    }
    return truth;
  }

  /** The sums are doubles in Druid; rounded to the places of the field they are what was added. */
  private static Map<Instant, Content> inDruid(TestStream stream) throws Exception {
    String sql =
        "SELECT TIMESTAMP_TO_MILLIS(__time), SUM(readings), SUM(sum_temp) FROM \""
            + stream.definition().aggregated().topic()
            + "\" GROUP BY 1";
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("query", sql)
            .put("resultFormat", "array")
            .toString();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stream.stack().druid() + "/druid/v2/sql"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    Map<Instant, Content> found = new TreeMap<>();
    for (JsonNode row : new ObjectMapper().readTree(answer)) {
      found.put(
          Instant.ofEpochMilli(row.get(0).longValue()),
          new Content(
              row.get(1).longValue(), row.get(2).decimalValue().setScale(2, RoundingMode.HALF_UP)));
    }
    return found;
  }
}
