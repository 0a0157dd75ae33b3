package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.SparkJob;
import io.tidemark.retry.Deadline;
import io.tidemark.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generators that are killed, or whose broker is away: the audit holds, and says what it took from
 * the raw topic. {@code -Dtidemark.rounds=10} kills ten, {@code -Dtidemark.seed=7} at other
 * moments, and {@code -Dtidemark.pause=5m} stops the broker for so long under a flood.
 */
class KilledGeneratorIT {
  private static final long LIMIT_MINUTES = 3;

  private static final List<Process> STARTED = new ArrayList<>();

  @TempDir static Path folder;

  /** After a test that failed one may still run. */
  @AfterAll
  static void endGenerators() {
    STARTED.forEach(Process::destroyForcibly);
  }

  @Test
  void theAuditHoldsAfterEachKillAndSaysWhatItTookFromTheTopic() throws Exception {
    int rounds = Integer.getInteger("tidemark.rounds", 2);
    long seed = Long.getLong("tidemark.seed", 1);
    TestStream stream = define("broken-off");
    stream.attach();
    for (int round = 1; round <= rounds; round++) {
      Random random = new Random(seed + round);
      Path journal = kill(stream, random.nextInt(4_000));
      assertThat(doctor(stream)).contains("was killed", "./tidemark close-windows");
      if (random.nextBoolean()) {
        stream.run("close-windows", List.of());
      } else {
        stream.generate("--duration", "1m");
      }
      stream.drain();
      JsonNode report = stream.audit();
      assertThat(notes(report))
          .anySatisfy(note -> assertThat(note).contains(journal.toString(), " was killed; "));
      System.err.printf(
          "round %d of %d, seed %d: %s; %s%n",
          round, rounds, seed + round, report.path("verdict").textValue(), notes(report));
    }
  }

  @Test
  void aKilledRunsOpenWindowsAreOpenUntilTheyAreClosed() throws Exception {
    TestStream stream = define("left-open");
    stream.attach();
    kill(stream, 2_000);
    stream.drain();
    JsonNode report = stream.audit();
    assertThat(notes(report))
        .anySatisfy(note -> assertThat(note).contains("./tidemark close-windows"));
    assertThat(report.path("verdict").textValue()).contains("so far");
    stream.run("close-windows", List.of());
    stream.drain();
    assertThat(stream.audit().path("verdict").textValue()).doesNotContain("so far");
  }

  @Test
  void whatABrokerThatWasAwayMayHaveWrittenIsTakenFromTheTopic() throws Exception {
    TestStream stream = define("away");
    stream.attach();
    Path impatient = stream.folder().resolve("impatient.properties");
    Files.writeString(
        impatient, "delivery.timeout.ms=3000\nrequest.timeout.ms=1500\nlinger.ms=5\n");
    Process flood = start(stream, "--duration", "10m", "--kafka-properties", impatient.toString());
    awaitReadings(stream, flood, List.of());
    signal("STOP", stream);
    try {
      // longer than the producer waits for an answer
      assertThat(flood.waitFor(10, TimeUnit.SECONDS)).isFalse();
    } finally {
      signal("CONT", stream);
    }
    assertThat(flood.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as(() -> log(stream)).isTrue();
    assertThat(flood.exitValue()).isEqualTo(1);
    assertThat(files(stream, LedgerJournal.ENDING)).isEmpty();
    RunLedger ledger = RunLedger.read(files(stream, ".json").get(0));
    assertThat(ledger.failed()).isPositive();
    assertThat(ledger.unknown().readings()).isBetween(1L, ledger.failed());
    stream.run("close-windows", List.of());
    stream.drain();
    JsonNode report = stream.audit();
    assertThat(notes(report))
        .anySatisfy(note -> assertThat(note).contains("failed with an unknown outcome"));
    System.err.printf("%d failed: %s%n", ledger.failed(), notes(report));
  }

  /** With the default timeouts, which give a record up after two minutes. */
  @Test
  @EnabledIfSystemProperty(named = "tidemark.pause", matches = ".+")
  void aFloodAndAJobGoOnAfterABrokerWasAwayForMinutes() throws Exception {
    Duration pause = Durations.parse(System.getProperty("tidemark.pause"));
    TestStream stream = define("paused");
    stream.attach();
    try (SparkJob job = stream.stream()) {
      Process flood = start(stream, "--duration", "10h");
      awaitReadings(stream, flood, List.of());
      awaitTrue("an epoch", () -> Files.exists(stream.checkpoint().resolve("query/commits/0")));
      signal("STOP", stream);
      try {
        assertThat(flood.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS))
            .as(() -> log(stream))
            .isFalse();
      } finally {
        signal("CONT", stream);
      }
      Path journal = files(stream, LedgerJournal.ENDING).get(0);
      long before = sent(journal);
      awaitTrue("readings", () -> sent(journal) > before + 10_000);
      flood.destroy();
      assertThat(flood.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as(() -> log(stream)).isTrue();
      RunLedger ledger = RunLedger.read(files(stream, ".json").get(0));
      stream.run("close-windows", List.of());
      awaitTrue("all readings", () -> audit(stream).path("problems").isEmpty());
      JsonNode report = audit(stream);
      assertThat(ledger.unknown().readings()).isEqualTo(ledger.failed());
      assertThat(job.isAlive()).as(stream.log()).isTrue();
      System.err.printf(
          "away for %s: exit code %d, %d sent, %d failed, %d of them with an unknown outcome; %s%n"
              + "%s%n%s%n",
          pause,
          flood.exitValue(),
          ledger.sent(),
          ledger.failed(),
          ledger.unknown().readings(),
          report.path("verdict").textValue(),
          String.join("\n", notes(report)),
          String.join("\n", stream.messages()));
    }
  }

  private static JsonNode audit(TestStream stream) throws IOException {
    Path json = stream.folder().resolve("audit.json");
    List<String> all = new ArrayList<>(List.of("audit"));
    all.addAll(stream.shared());
    all.addAll(List.of("--druid", stream.stack().druid(), "--json", json.toString()));
    all.addAll(List.of("--ledgers", stream.folder().resolve("ledgers").toString()));
    all.addAll(List.of("--audits", stream.folder().resolve("audits").toString()));
    Tidemark.run(all.toArray(String[]::new));
    return new JsonMapper().readTree(json.toFile());
  }

  private static void awaitTrue(String what, Callable<Boolean> holds) {
    Deadline.in(Duration.ofMinutes(LIMIT_MINUTES), System.err::println)
        .awaitTrue(what, "see the logs in the stream's folder", holds);
  }

  private static long sent(Path journal) throws IOException {
    return LedgerJournal.read(journal).map(RunLedger::sent).orElse(0L);
  }

  /**
   * Kills a generator.
   *
   * @param millis after its first readings are in its journal
   * @return its journal
   */
  private static Path kill(TestStream stream, int millis) throws Exception {
    List<Path> before = files(stream, LedgerJournal.ENDING);
    Process flood = start(stream, "--duration", "10h");
    awaitReadings(stream, flood, before);
    flood.waitFor(millis, TimeUnit.MILLISECONDS);
    flood.destroyForcibly().waitFor();
    List<Path> journals = files(stream, LedgerJournal.ENDING);
    journals.removeAll(before);
    assertThat(journals).hasSize(1);
    return journals.get(0);
  }

  private static Process start(TestStream stream, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("generate"));
    all.addAll(stream.shared());
    all.addAll(List.of("--ledgers", stream.folder().resolve("ledgers").toString()));
    all.addAll(List.of("--clock", "simulated", "--speed-up", "0", "--rate", "10000"));
    all.addAll(List.of("--entities", "2000"));
    all.addAll(List.of(options));
    Process started =
        ChildProgram.tidemark(all)
            .redirectErrorStream(true)
            .redirectOutput(stream.folder().resolve("generate.log").toFile())
            .start();
    STARTED.add(started);
    return started;
  }

  /** Waits for a journal with readings that is none of these. */
  private static void awaitReadings(TestStream stream, Process flood, List<Path> before)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
    while (true) {
      List<Path> journals = files(stream, LedgerJournal.ENDING);
      journals.removeAll(before);
      for (Path journal : journals) {
        if (LedgerJournal.read(journal).filter(one -> one.sent() > 0).isPresent()) {
          return;
        }
      }
      assertThat(flood.waitFor(50, TimeUnit.MILLISECONDS))
          .as(() -> "it ended early: " + log(stream))
          .isFalse();
      assertThat(System.nanoTime()).as(() -> log(stream)).isLessThan(end);
    }
  }

  private static String log(TestStream stream) {
    try {
      return Files.readString(stream.folder().resolve("generate.log"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> files(TestStream stream, String ending) throws IOException {
    Path ledgers = Files.createDirectories(stream.folder().resolve("ledgers"));
    try (Stream<Path> files = Files.list(ledgers)) {
      return new ArrayList<>(
          files.filter(file -> file.toString().endsWith(ending)).sorted().toList());
    }
  }

  private static void signal(String name, TestStream stream) throws Exception {
    long broker = stream.stack().process(Service.KAFKA).pid();
    assertThat(new ProcessBuilder("kill", "-" + name, broker + "").start().waitFor()).isZero();
  }

  private static String doctor(TestStream stream) {
    Path json = stream.folder().resolve("doctor.json");
    List<String> all = new ArrayList<>(List.of("doctor"));
    all.addAll(stream.shared());
    all.addAll(List.of("--druid", stream.stack().druid(), "--json", json.toString()));
    all.addAll(List.of("--checkpoint", stream.checkpoint().toString()));
    all.addAll(List.of("--ledgers", stream.folder().resolve("ledgers").toString()));
    Tidemark.run(all.toArray(String[]::new));
    try {
      return Files.readString(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> notes(JsonNode report) {
    List<String> notes = new ArrayList<>();
    report.path("notes").forEach(note -> notes.add(note.asText()));
    return notes;
  }

  private static TestStream define(String name) throws IOException {
    return TestStream.define(folder, name, "int", "1 minute", "10 seconds", "[entity]");
  }
}
