package io.tidemark.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.process.SparkJob;
import io.tidemark.stack.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What passes does not end the job: it starts its query again by itself, and every reading counts
 * once.
 */
class RestartIT {
  private static final long WINDOW = 10_000;

  /** With them a client gives up a broker that is away after seconds instead of minutes. */
  private static final String SHORT_TIMEOUTS =
      "default.api.timeout.ms=10000\nrequest.timeout.ms=5000";

  @TempDir static Path folder;

  private TestStream stream;

  @Test
  void aJobWhoseProducersAreFencedGoesOn() throws Exception {
    define("fenced");
    try (SparkJob job = stream.stream();
        KafkaFaults faults = KafkaFaults.of(stream)) {
      generate("--duration", "1m");
      faults.awaitRows();
      List<String> ids =
          faults.transactions().stream().map(TransactionListing::transactionalId).toList();
      assertThat(ids).hasSize(2);
      faults.admin().fenceProducers(ids).all().get();
      generate("--duration", "1m");
      faults.awaitAllReadings(WINDOW);
      assertThat(restarts(job)).isNotEmpty().allMatch(line -> line.contains("; restart 1 of 20 "));
    }
  }

  @Test
  void aJobThatIsPausedForLongerThanTheTimeoutOfItsTransactionGoesOn() throws Exception {
    define("paused");
    try (SparkJob job = stream.streamWith("transaction.timeout.ms=5000");
        KafkaFaults faults = KafkaFaults.of(stream)) {
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(() -> generate("--duration", "4m", "--speed-up", "20"));
      pauseDuringATransaction(faults, job);
      KafkaFaults.await("the end of the transaction", () -> !faults.isTransactionOpen());
      KafkaFaults.signal(job.process(), "CONT");
      flood.get();
      faults.awaitAllReadings(WINDOW);
      assertThat(restarts(job)).isNotEmpty();
    }
  }

  @Test
  void aBrokerThatStaysAwayEndsTheJobWhenItsRestartsAreUsedUpAndTheArchiveWaitsForIt()
      throws Exception {
    define("away");
    try (KafkaFaults faults = KafkaFaults.of(stream);
        SparkJob archive = archive()) {
      try (SparkJob job = stream.streamWith(SHORT_TIMEOUTS, "--max-restarts", "2")) {
        generate("--duration", "1m");
        faults.awaitRows();
        KafkaFaults.await("readings in the lake", () -> archived() > 0);
        faults.killTheBroker();
        assertThat(job.await()).isEqualTo(1);
        KafkaFaults.await("a restart", () -> archiveLog().contains("; restart "));
      } finally {
        stream.stack().restart(Service.KAFKA);
      }
      List<String> messages = stream.messages();
      assertThat(messages.get(messages.size() - 1))
          .startsWith("aggregate: the query failed: no Kafka broker answers at ")
          .contains("; it was started again 2 times in succession; the log is ");
      assertThat(restarts()).hasSize(2);
      assertThat(messages).noneMatch(line -> line.matches("\\s+at .*|Caused by.*"));
      assertThat(stream.folder().resolve("aggregate-away.log")).content().contains("\tat ");
      generate("--duration", "1m");
      stream.drain();
      faults.awaitAllReadings(WINDOW);
      int sent = stream.readings().size();
      KafkaFaults.await("all readings in the lake", () -> archived() >= sent);
      assertThat(archived()).isEqualTo(sent);
      assertThat(archive.isAlive()).as(archiveLog()).isTrue();
    }
  }

  @Test
  void aFullHeapEndsTheJobAndALargerOneGoesOnFromTheCheckpoint() throws Exception {
    define("full");
    generate("--duration", "1m");
    // Spark starts in less than 450 MiB only with its setting for tests
    List<String> tiny = List.of("-Xmx40m", "-Dspark.testing.memory=536870912");
    SparkJob.Additions heap = new SparkJob.Additions(tiny, List.of());
    String checkpoint = stream.checkpoint().toString();
    try (SparkJob job = stream.start(heap, "stream", "--checkpoint", checkpoint)) {
      assertThat(job.await()).isEqualTo(1);
    }
    assertThat(stream.log()).contains("Terminating due to java.lang.OutOfMemoryError");
    stream.drain();
    try (KafkaFaults faults = KafkaFaults.of(stream)) {
      faults.awaitAllReadings(WINDOW);
    }
  }

  /** Starts the archive, with short timeouts of its clients. */
  private SparkJob archive() throws IOException {
    Path settings = stream.folder().resolve("archive.properties");
    Files.writeString(settings, SHORT_TIMEOUTS);
    List<String> options = new ArrayList<>(List.of("archive", "--trigger", "1s"));
    options.addAll(stream.shared());
    options.addAll(List.of("--kafka-properties", settings.toString()));
    options.addAll(List.of("--lake", stream.folder().resolve("lake").toString()));
    return SparkJob.start(options, stream.folder().resolve("archive.log"));
  }

  private String archiveLog() throws IOException {
    return Files.readString(stream.folder().resolve("archive.log"));
  }

  /** The rows of the table of the readings; 0 when there is no table yet. */
  private int archived() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      String lake = stream.folder().resolve("lake").toString();
      Tidemark.run(
          "query",
          "--stream",
          stream.file(),
          "--lake",
          lake,
          "--csv",
          "select count(*) from readings");
    } finally {
      System.setOut(before);
    }
    List<String> lines = bytes.toString(UTF_8).lines().toList();
    return lines.size() < 2 ? 0 : Integer.parseInt(lines.get(1));
  }

  private void define(String name) throws Exception {
    stream =
        TestStream.define(SharedStack.kafka(), folder, name, "int", "10 seconds", "0", "[entity]");
    stream.createTopics(2);
  }

  private void generate(String... length) {
    stream.generate(
        Stream.concat(Stream.of("--entities", "2000"), Stream.of(length)).toArray(String[]::new));
  }

  /** Stops the job with SIGSTOP at a moment at which it has begun a transaction. */
  private static void pauseDuringATransaction(KafkaFaults faults, SparkJob job) {
    KafkaFaults.await(
        "a transaction",
        () -> {
          if (faults.isTransactionOpen()) {
            KafkaFaults.signal(job.process(), "STOP");
            // the commit can have been under way
            if (faults.isTransactionOpen()) {
              return true;
            }
            KafkaFaults.signal(job.process(), "CONT");
          }
          return false;
        });
  }

  private List<String> restarts(SparkJob job) throws IOException {
    assertThat(job.isAlive()).as(stream.log()).isTrue();
    return restarts();
  }

  private List<String> restarts() throws IOException {
    return stream.messages().stream().filter(line -> line.contains("; restart ")).toList();
  }
}
