package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.FileTrees;
import io.tidemark.retry.Deadline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The job goes on with what the release before has left. {@code -Dtidemark.write=true} keeps the
 * files of this release instead: see {@code src/test/resources/releases/README.md}.
 */
class EarlierReleaseIT {
  private static final String WRITE = "tidemark.write";
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final int ENTITIES = 20;

  /** Of a killed run, so that some of its windows are closed and some are open. */
  private static final int READINGS = 1_500;

  @TempDir static Path folder;

  static Stream<KeptStream> kept() throws Exception {
    return EarlierReleaseTest.kept();
  }

  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = "true")
  void keepThisRelease() throws Exception {
    SharedStack.withRegistry();
    Path release = EarlierReleaseTest.RELEASES.resolve(EarlierReleaseTest.thisRelease());
    FileTrees.delete(release);
    EarlierReleaseTest.keepDefinitions(release);
    TestStream stopped = define("kept-stopped");
    floods(stopped);
    new KeptStream(release.resolve("kept-stopped")).keep(stopped);

    TestStream avro = define("kept-avro");
    floods(avro);
    new KeptStream(release.resolve("kept-avro")).keep(avro);

    TestStream killed = define("kept-killed");
    floods(killed, "--state-store", "rocksdb");
    KeptStream kept = new KeptStream(release.resolve("kept-killed"));
    killBetweenTheTasksAndTheEpoch(killed);
    kept.keep(killed);
  }

  /** A run that is killed, a job that reads it and ends, and a run that no job has read. */
  private static void floods(TestStream stream, String... options) throws Exception {
    stream.createTopics(2);
    Process flood = killedRun(stream);
    Deadline.in(Duration.ofMinutes(2), System.err::println)
        .awaitTrue("readings", "see generate.log", () -> journaled(stream) >= READINGS);
    flood.destroyForcibly().waitFor();
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--epoch-records", "700"));
    stream.drain(all.toArray(String[]::new));
    long seconds = stream.records(stream.definition().raw().topic()).size() / ENTITIES;
    stream.generate(
        "--entities",
        ENTITIES + "",
        "--interval",
        "1s",
        "--start",
        BEGIN.plusSeconds(seconds).toString(),
        "--duration",
        "90s",
        "--late",
        "1%",
        "--out-of-order",
        "5%",
        "--duplicated",
        "1%",
        "--malformed",
        "1%");
  }

  private static Process killedRun(TestStream stream) throws Exception {
    List<String> all = new ArrayList<>(List.of("generate"));
    all.addAll(stream.shared());
    all.addAll(List.of("--ledgers", stream.folder().resolve("ledgers").toString()));
    all.addAll(List.of("--clock", "simulated", "--start", BEGIN.toString(), "--speed-up", "0"));
    all.addAll(List.of("--rate", "500", "--entities", ENTITIES + "", "--interval", "1s"));
    all.addAll(List.of("--duration", "10h"));
    return ChildProgram.tidemark(all)
        .redirectErrorStream(true)
        .redirectOutput(stream.folder().resolve("generate.log").toFile())
        .start();
  }

  private static long journaled(TestStream stream) throws Exception {
    Path ledgers = Files.createDirectories(stream.folder().resolve("ledgers"));
    try (Stream<Path> files = Files.list(ledgers)) {
      for (Path file : files.filter(f -> f.toString().endsWith(LedgerJournal.ENDING)).toList()) {
        return LedgerJournal.read(file).map(one -> one.sent()).orElse(0L);
      }
    }
    return 0;
  }

  /** Kills the job in the first epoch that has written rows: the topic has them, Spark not. */
  private static void killBetweenTheTasksAndTheEpoch(TestStream stream) throws Exception {
    int before = stream.aggregatedTopic().size();
    long epoch;
    try (Stream<Path> commits = Files.list(stream.checkpoint().resolve("query/commits"))) {
      epoch =
          commits
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("\\d+"))
              .mapToLong(Long::parseLong)
              .max()
              .orElseThrow();
    }
    for (int further = 1; stream.aggregatedTopic().size() == before; further++) {
      assertThat(further).as("epochs without rows").isLessThan(5);
      stream.drainKilledBefore(
          "commits/" + (epoch + further), "--state-store", "rocksdb", "--epoch-records", "700");
    }
  }

  private static TestStream define(String name) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    Path file = own.resolve(name + ".yaml");
    Files.copy(EarlierReleaseTest.RELEASES.resolve("sources").resolve(name + ".yaml"), file);
    return new TestStream(DefinitionReader.read(file), own, SharedStack.withRegistry());
  }

  @ParameterizedTest
  @MethodSource("kept")
  @DisabledIfSystemProperty(named = WRITE, matches = "true")
  void theJobGoesOnWhereTheEarlierReleaseStoppedAndTheAuditHolds(KeptStream kept) throws Exception {
    TestStream stream = kept.restore(folder);
    stream.attach();
    Path next = stream.checkpoint().resolve("query/commits/" + (kept.lastEpoch() + 1));
    assertThat(next).doesNotExist();

    stream.drain();

    assertThat(next).as("an epoch after those of the earlier release").exists();
    JsonNode report = stream.audit();
    for (JsonNode windows : report.isArray() ? report : List.of(report)) {
      assertThat(windows.path("verdict").textValue()).isNotEmpty();
      assertThat(windows.path("sent").longValue()).isGreaterThan(READINGS);
      System.err.printf("%s: %s%n", kept.name(), windows.path("verdict").textValue());
    }
    for (String topic : stream.definition().aggregatedTopics()) {
      assertThat(keys(stream, topic)).isNotEmpty().doesNotHaveDuplicates();
    }
    stream.endSupervisors();
  }

  /** The window and the group of each row; of one in Avro all of its values. */
  private static List<String> keys(TestStream stream, String topic) {
    return stream.records(topic).stream()
        .map(row -> new String(row.value(), StandardCharsets.ISO_8859_1))
        .map(row -> row.startsWith("{") ? row.substring(0, row.indexOf(",\"readings\"")) : row)
        .toList();
  }
}
