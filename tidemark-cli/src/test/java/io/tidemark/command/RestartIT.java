package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.process.SparkJob;
import io.tidemark.stack.Service;
import java.io.IOException;
import java.nio.file.Path;
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
  void aBrokerThatStaysAwayEndsTheJobInOneLineWhenItsRestartsAreUsedUp() throws Exception {
    define("away");
    try (KafkaFaults faults = KafkaFaults.of(stream)) {
      try (SparkJob job =
          stream.streamWith(
              "default.api.timeout.ms=2000\nrequest.timeout.ms=1000", "--max-restarts", "2")) {
        generate("--duration", "1m");
        faults.awaitRows();
        faults.killTheBroker();
        assertThat(job.await()).isEqualTo(1);
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
      stream.drain();
      faults.awaitAllReadings(WINDOW);
    }
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
