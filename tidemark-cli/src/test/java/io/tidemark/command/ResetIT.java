package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.process.SparkJob;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that begins anew, on real services. */
class ResetIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;

  @Test
  void aStreamThatIsResetBeginsAnewAndBalances() throws Exception {
    TestStream stream = TestStream.define(folder, "anew", "int", "1 minute", "0", "[entity]");
    Path lake = stream.folder().resolve("lake");
    stream.attach();
    JsonNode before = flow(stream);
    stream.aggregate("archive", "--drain", "--windows", "--lake", lake.toString());

    assertThat(reset(stream, 0, "--dry-run"))
        .contains(
            "supervisor anew-raw\n",
            "datasource anew-aggregated: 400 rows\n",
            "checkpoint " + stream.checkpoint() + "\n",
            "1 run ledger: 4,800 readings sent\n",
            "what the last audit has counted: " + audits(stream) + "\n",
            "topic anew-raw: ",
            "a lake is left as it is",
            "nothing was deleted: --dry-run");
    assertThat(reset(stream, 1)).contains("expected --yes, or --dry-run. Nothing was deleted");
    try (SparkJob job = stream.stream()) {
      awaitClaim(stream, job);
      assertThat(reset(stream, 1, "--yes"))
          .contains("the job that writes to anew-aggregated runs, in the process ");
    }
    stream.audit();

    assertThat(reset(stream, 0, "--yes", "--lake", lake.toString()))
        .contains("table lake.anew.readings: dropped", "can begin anew");
    KafkaBroker broker = new KafkaBroker(stream.client());
    assertThat(stream.definition().datasources()).allMatch(topic -> broker.find(topic).isEmpty());
    assertThat(stream.checkpoint()).doesNotExist();
    assertThat(ledgers(stream)).isEmpty();
    assertThat(audits(stream)).doesNotExist();
    try (LakeTables tables = new LakeTables(LakeCatalog.inFolder(lake).open())) {
      assertThat(TableLayout.all(stream.definition())).allMatch(one -> tables.find(one).isEmpty());
    }
    assertThat(reset(stream, 0, "--yes")).contains("nothing to do");

    stream.attach();
    JsonNode after = flow(stream);
    assertThat(after.path("sent")).isEqualTo(before.path("sent"));
    // the supervisors are not ahead of their topics: nothing is read twice
    stream.attach("--reset");
    stream.audit();
  }

  private static JsonNode flow(TestStream stream) throws Exception {
    stream.generate("--duration", "2m");
    stream.drain();
    return stream.audit();
  }

  /** Waits until the query has begun, for which the job has claimed the topic. */
  private static void awaitClaim(TestStream stream, SparkJob job) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!stream.log().contains("aggregating")) {
      assertThat(job.isAlive()).isTrue();
      assertThat(System.nanoTime()).as(stream.log()).isLessThan(end);
    }
  }

  private static Path audits(TestStream stream) {
    return stream.folder().resolve("audits").resolve(stream.definition().name());
  }

  private static List<Path> ledgers(TestStream stream) throws Exception {
    try (Stream<Path> files = Files.list(stream.folder().resolve("ledgers"))) {
      return files.toList();
    }
  }

  /** Both outputs of {@code reset}. */
  private static String reset(TestStream stream, int exitCode, String... options) {
    List<String> all = new ArrayList<>(List.of("reset"));
    all.addAll(stream.shared());
    all.addAll(List.of("--druid", stream.stack().druid()));
    all.addAll(List.of("--checkpoint", stream.checkpoint().toString()));
    all.addAll(List.of("--ledgers", stream.folder().resolve("ledgers").toString()));
    all.addAll(List.of("--audits", audits(stream).getParent().toString()));
    all.addAll(List.of(options));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(both);
    System.setErr(both);
    int code;
    try {
      code = Tidemark.run(all.toArray(String[]::new));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    err.print(text);
    assertThat(code).as(text).isEqualTo(exitCode);
    return text;
  }
}
