package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.process.SparkJob;
import io.tidemark.stack.Service;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real crashes of real processes: after each, no reading is lost or counted twice. {@code
 * -Dtidemark.rounds=20} runs a longer suite, {@code -Dtidemark.seed=7} another random sequence,
 * {@code -Dtidemark.encoding=avro} kills the schema registry too. With {@code -Dtidemark.brokers=3}
 * each of three brokers is killed in turn, then the one that coordinates the job's transactions,
 * and that one is paused for longer than the timeout of a transaction.
 */
class CrashIT {
  /** Longer than the transaction's timeout of a job under these faults. */
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private static final TimeUnit MILLIS = TimeUnit.MILLISECONDS;

  @TempDir static Path folder;

  @Test
  void aJobThatIsKilledTwiceBetweenItsTasksCommitAndTheEpochsCommitWritesItsRowsOnce()
      throws Exception {
    TestStream stream = define("twice", "1 minute", "3 minutes");
    stream.attach();
    stream.generate("--duration", "3m");
    // killed before the checkpoint has an epoch
    stream.drainKilledBefore("offsets/0");
    // epoch 0 has all readings; the watermark then advances, so epoch 1 writes the windows
    stream.drainKilledBefore("commits/1");
    assertThat(stream.aggregatedTopic()).hasSize(600);
    stream.drainKilledBefore("commits/1");
    stream.drain();
    assertThat(stream.aggregatedTopic()).hasSize(600).doesNotHaveDuplicates();
    stream.audit();
  }

  @Test
  void roundsOfKillsOfTheJobTheBrokerTheIndexerAndAttachLoseNothingAndCountNothingTwice()
      throws Exception {
    int rounds = Integer.getInteger("tidemark.rounds", 1);
    long seed = Long.getLong("tidemark.seed", 1);
    TestStream stream = storm();
    killedAttach(stream, new Random(seed));
    for (int round = 1; round <= rounds; round++) {
      JsonNode report = round(stream, new Random(seed + round), round);
      System.err.printf(
          "round %d of %d, seed %d: %s%n",
          round, rounds, seed + round, report.path("verdict").textValue());
    }
    stream.requireEachRowOnce();
  }

  @Test
  void aCheckpointOfAnotherDefinitionOrOfAMissingTopicIsReportedInOneLine() throws Exception {
    TestStream stream = define("other", "1 minute", "3 minutes");
    stream.attach();
    stream.generate("--duration", "1m");
    stream.drain();
    String definition = Files.readString(Path.of(stream.file()));
    Files.writeString(Path.of(stream.file()), definition.replace("1 minute", "2 minutes"));
    assertThat(refused(stream)).contains("has changed since it was put in force");
    Files.writeString(Path.of(stream.file()), definition);

    try (Admin admin = Admin.create(stream.client())) {
      admin.deleteTopics(List.of(stream.definition().raw().topic())).all().get();
    }
    assertThat(refused(stream)).contains("the topic other-raw does not exist");
    // without --reset Druid's supervisor may be ahead of the new topic, and attach reports it
    stream.attach("--reset");
    assertThat(refused(stream)).contains("a topic other-raw that was deleted and made again since");

    Path fresh = stream.folder().resolve("fresh");
    assertThat(refused(stream, fresh)).contains("other-aggregated has rows already", "--append");
    assertThat(refused(stream, Path.of(stream.file()))).contains("cannot be used");
  }

  @Test
  void aDiskThatIsFullStopsTheJobAndLosesNothing() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit of util-linux");
    TestStream stream = define("full", "1 minute", "3 minutes");
    stream.attach();
    stream.generate("--duration", "2m");
    try (SparkJob job = stream.stream()) {
      // like a full disk: from now on no write succeeds, at any point of the job's work
      Process limit =
          new ProcessBuilder("prlimit", "--pid", job.process().pid() + "", "--fsize=0:0").start();
      assertThat(limit.waitFor()).isZero();
      assertThat(job.await()).isEqualTo(1);
    }
    stream.drain();
    stream.audit();
  }

  /** One round: kills each process, then requires that all readings are there. */
  private static JsonNode round(TestStream stream, Random random, int round) throws Exception {
    CompletableFuture<Void> flood =
        CompletableFuture.runAsync(
            () ->
                stream.generate(
                    "--speed-up",
                    "10",
                    "--entities",
                    "2000",
                    "--duration",
                    // it goes on while each of three brokers is killed
                    SharedStack.BROKERS == 1 ? "4m" : "16m",
                    "--seed",
                    round + ""));
    try (SparkJob job = stream.stream()) {
      // the seed determines how long the job runs, not its state at that moment
      job.process().onExit().completeOnTimeout(null, 4_000 + random.nextInt(10_000), MILLIS).get();
      job.process().destroyForcibly();
      job.await();
    }
    if (stream.definition().raw().isAvro()) {
      stream.stack().restart(Service.REGISTRY);
    }
    stream.stack().restart(Service.INDEXER);
    try (SparkJob job = stream.streamWith("transaction.timeout.ms=10000")) {
      job.process().onExit().completeOnTimeout(null, random.nextInt(10_000), MILLIS).get();
      killKafka(stream, job);
      flood.get();
      // a job that starts while its only broker is away ends with one line
      assertThat(job.isAlive() || SharedStack.BROKERS == 1).as(stream.log()).isTrue();
    }
    killedAttach(stream, random);
    // the job above may have left so little that there is no such epoch
    String epoch = "commits/" + (lastEpoch(stream) + 1 + random.nextInt(2));
    stream.drainPerhapsKilledBefore(epoch);
    stream.drainPerhapsKilledBefore(epoch);
    stream.drain();
    return stream.audit();
  }

  private static void killKafka(TestStream stream, SparkJob job) throws Exception {
    if (SharedStack.BROKERS == 1) {
      stream.stack().restart(Service.KAFKA);
      return;
    }
    try (KafkaFaults faults = KafkaFaults.of(stream)) {
      faults.killEachBrokerInTurn();
      faults.awaitRows();
      faults.killTheCoordinator();
      faults.pauseTheCoordinator(job, PAUSE);
      System.err.println(stream.log());
    }
  }

  /** Runs {@code attach} as a separate process, kills it at a random point, and runs it again. */
  private static void killedAttach(TestStream stream, Random random) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.addAll(List.of("io.tidemark.command.Tidemark", "attach"));
    command.addAll(stream.shared());
    command.addAll(List.of("--druid", stream.stack().druid()));
    Process attach =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(stream.folder().resolve("attach.log").toFile())
            .start();
    attach.waitFor(random.nextInt(6_000), MILLIS);
    attach.destroyForcibly().waitFor();
    stream.attach();
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .reduce((one, other) -> one + File.pathSeparator + other)
        .orElseThrow();
  }

  /** The single line that the job logs when it refuses to run. */
  private static String refused(TestStream stream, Path checkpoint) throws IOException {
    stream.drainFails(checkpoint);
    List<String> messages = new ArrayList<>(stream.messages());
    assertThat(messages).hasSize(1);
    return messages.get(0);
  }

  private static String refused(TestStream stream) throws IOException {
    return refused(stream, stream.checkpoint());
  }

  /** The last planned epoch in the stream's checkpoint, or -1. */
  private static long lastEpoch(TestStream stream) throws IOException {
    Path offsets = stream.checkpoint().resolve("query/offsets");
    if (!Files.exists(offsets)) {
      return -1;
    }
    try (Stream<Path> files = Files.list(offsets)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .mapToLong(Long::parseLong)
          .max()
          .orElse(-1);
    }
  }

  private static TestStream storm() throws IOException {
    boolean avro = System.getProperty("tidemark.encoding", "json").equals("avro");
    if (avro) {
      SharedStack.withRegistry();
    }
    TestStream stream = define("storm", "10 seconds", "2 minutes");
    return avro ? stream.inAvro() : stream;
  }

  private static TestStream define(String name, String window, String watermark)
      throws IOException {
    return TestStream.define(folder, name, "int", window, watermark, "[entity]");
  }
}
