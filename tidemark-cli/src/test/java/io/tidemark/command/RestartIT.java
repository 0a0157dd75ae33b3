package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.process.ProcessId;
import io.tidemark.process.SparkJob;
import io.tidemark.retry.Deadline;
import io.tidemark.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What passes does not end the job: it starts its query again by itself, and every reading counts
 * once.
 */
class RestartIT {
  private static final int ENTITIES = 2_000;

  @TempDir static Path folder;

  private TestStream stream;

  @Test
  void aJobWhoseProducersAreFencedGoesOn() throws Exception {
    define("fenced");
    try (SparkJob job = stream.stream()) {
      generate("--duration", "1m");
      await("rows", () -> !stream.aggregatedTopic().isEmpty());
      try (Admin admin = Admin.create(stream.client())) {
        List<String> ids =
            transactions(admin).stream().map(TransactionListing::transactionalId).toList();
        assertThat(ids).hasSize(2);
        admin.fenceProducers(ids).all().get();
      }
      generate("--duration", "1m");
      awaitAllReadings();
      assertThat(restarts(job)).isNotEmpty().allMatch(line -> line.contains("; restart 1 of 20 "));
    }
  }

  @Test
  void aJobThatIsPausedForLongerThanTheTimeoutOfItsTransactionGoesOn() throws Exception {
    define("paused");
    try (Admin admin = Admin.create(stream.client());
        SparkJob job = start("transaction.timeout.ms=5000")) {
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(() -> generate("--duration", "4m", "--speed-up", "20"));
      pauseDuringATransaction(admin, job);
      await("the end of the transaction", () -> !isOpen(admin));
      signal(job, "CONT");
      flood.get();
      awaitAllReadings();
      assertThat(restarts(job)).isNotEmpty();
    }
  }

  @Test
  void aBrokerThatStaysAwayEndsTheJobInOneLineWhenItsRestartsAreUsedUp() throws Exception {
    define("away");
    try (SparkJob job =
        start("default.api.timeout.ms=2000\nrequest.timeout.ms=1000", "--max-restarts", "2")) {
      generate("--duration", "1m");
      await("rows", () -> !stream.aggregatedTopic().isEmpty());
      ProcessId.of(stream.stack().process(Service.KAFKA)).kill();
      assertThat(job.await()).isEqualTo(1);
    } finally {
      stream.stack().restart(Service.KAFKA);
    }
    List<String> messages = stream.messages();
    assertThat(messages.get(messages.size() - 1))
        .startsWith("aggregate: the query failed: no Kafka broker answers at ")
        .contains("; it was started again 2 times in succession; the log is ");
    assertThat(messages.stream().filter(line -> line.contains("; restart "))).hasSize(2);
    assertThat(messages).noneMatch(line -> line.matches("\\s+at .*|Caused by.*"));
    assertThat(stream.folder().resolve("aggregate-away.log")).content().contains("\tat ");
    stream.drain();
    awaitAllReadings();
  }

  private void define(String name) throws Exception {
    stream =
        TestStream.define(SharedStack.kafka(), folder, name, "int", "10 seconds", "0", "[entity]");
    stream.createTopics(2);
  }

  /** Starts the job with these settings of its Kafka clients. */
  private SparkJob start(String settings, String... options) throws IOException {
    Path file = Files.writeString(stream.folder().resolve("kafka.properties"), settings);
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--checkpoint", stream.checkpoint().toString()));
    all.addAll(List.of("--kafka-properties", file.toString()));
    return stream.start(SparkJob.Additions.NONE, "stream", all.toArray(String[]::new));
  }

  private void generate(String... options) {
    List<String> all = new ArrayList<>(List.of("--entities", ENTITIES + ""));
    all.addAll(List.of(options));
    stream.generate(all.toArray(String[]::new));
  }

  /** Stops the job with SIGSTOP at a moment at which it has begun a transaction. */
  private void pauseDuringATransaction(Admin admin, SparkJob job) {
    await(
        "a transaction",
        () -> {
          if (isOpen(admin)) {
            signal(job, "STOP");
            // the commit can have been under way
            if (isOpen(admin)) {
              return true;
            }
            signal(job, "CONT");
          }
          return false;
        });
  }

  private static void signal(SparkJob job, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, job.process().pid() + "").start();
    assertThat(kill.waitFor()).isZero();
  }

  private boolean isOpen(Admin admin) throws Exception {
    return transactions(admin).stream().anyMatch(one -> one.state() == TransactionState.ONGOING);
  }

  /** The transactions of the stream's query, which is named in its checkpoint. */
  private Collection<TransactionListing> transactions(Admin admin)
      throws IOException, InterruptedException, ExecutionException {
    Path metadata = stream.checkpoint().resolve("query/metadata");
    if (!Files.exists(metadata)) {
      return List.of();
    }
    String query = new JsonMapper().readTree(metadata.toFile()).path("id").asText();
    return admin.listTransactions().all().get().stream()
        .filter(one -> one.transactionalId().startsWith("tidemark-" + query))
        .toList();
  }

  /** Waits until each window of each entity has one row, with all of its readings. */
  private void awaitAllReadings() throws IOException {
    Map<String, Long> sent = new TreeMap<>();
    for (JsonNode reading : stream.readings()) {
      long time = reading.path("time").longValue();
      sent.merge(reading.path("entity") + " " + (time - time % 10_000), 1L, Long::sum);
    }
    assertThat(sent).hasSizeGreaterThan(ENTITIES);
    await("all windows", () -> stream.aggregatedTopic().size() >= sent.size());
    Map<String, Long> counted = new TreeMap<>();
    JsonMapper json = new JsonMapper();
    for (String text : stream.aggregatedTopic()) {
      JsonNode row = json.readTree(text);
      long start = Instant.parse(row.path("window_start").asText()).toEpochMilli();
      Long before = counted.put(row.path("entity") + " " + start, row.path("readings").longValue());
      assertThat(before).as("a second row: %s", row).isNull();
    }
    assertThat(counted).isEqualTo(sent);
  }

  private List<String> restarts(SparkJob job) throws IOException {
    assertThat(job.isAlive()).as(stream.log()).isTrue();
    return stream.messages().stream().filter(line -> line.contains("; restart ")).toList();
  }

  private static void await(String what, Callable<Boolean> condition) {
    new Deadline(Duration.ofMinutes(3), Duration.ofMillis(1), System.err::println)
        .awaitTrue(what, "see the log of the job", condition);
  }
}
