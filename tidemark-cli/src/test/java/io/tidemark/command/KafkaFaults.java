package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.process.SparkJob;
import io.tidemark.process.identity.ProcessId;
import io.tidemark.retry.Deadline;
import io.tidemark.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/** Faults of Kafka under a running job, and what must be in the topics afterwards. */
record KafkaFaults(TestStream stream, Admin admin) implements AutoCloseable {
  /** An upper bound for a busy machine. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  static KafkaFaults of(TestStream stream) {
    return new KafkaFaults(stream, Admin.create(stream.client()));
  }

  @Override
  public void close() {
    admin.close();
  }

  /** Waits for a condition, which is checked again at once. */
  static void await(String what, Callable<Boolean> condition) {
    new Deadline(LIMIT, Duration.ofMillis(1), System.err::println)
        .awaitTrue(what, "see the log of the job", condition);
  }

  /** Sends a signal, {@code STOP} or {@code CONT}. */
  static void signal(ProcessHandle process, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, process.pid() + "").start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Kills each broker and starts it again, when the others have all that it has. */
  void killEachBrokerInTurn() {
    for (Service broker : Service.BROKERS) {
      kill(broker);
    }
  }

  /** Kills the broker that coordinates the transactions of the job's first task. */
  void killTheCoordinator() throws Exception {
    Service broker = coordinator();
    System.err.println("the coordinator is " + broker.label());
    kill(broker);
  }

  private void kill(Service broker) {
    awaitReplicas();
    stream.stack().restart(broker);
  }

  /**
   * Stops the coordinator with SIGSTOP, and lets it go on.
   *
   * @param pause for so long, unless the job ends before
   */
  void pauseTheCoordinator(SparkJob job, Duration pause) throws Exception {
    awaitReplicas();
    Service broker = coordinator();
    ProcessHandle process = stream.stack().process(broker);
    signal(process, "STOP");
    try {
      job.process().onExit().completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS).get();
    } finally {
      signal(process, "CONT");
    }
    System.err.println(broker.label() + " was paused for " + pause.toSeconds() + " s");
  }

  /** Waits until all replicas of all partitions are in sync. */
  void awaitReplicas() {
    await(
        "all replicas",
        () ->
            admin
                .describeTopics(
                    admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get())
                .allTopicNames()
                .get()
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> partition.isr().size() == partition.replicas().size()));
  }

  private Service coordinator() throws Exception {
    String id = transactions().iterator().next().transactionalId();
    int node = admin.describeTransactions(List.of(id)).description(id).get().coordinatorId();
    return Service.BROKERS.get(node - 1);
  }

  /** Kills the only broker, which does not come back by itself. */
  void killTheBroker() {
    ProcessId.of(stream.stack().process(Service.KAFKA)).kill();
  }

  /** Whether the job has begun a transaction. */
  boolean isTransactionOpen() throws Exception {
    return transactions().stream().anyMatch(one -> one.state() == TransactionState.ONGOING);
  }

  /** The transactions of the stream's query, which is named in its checkpoint. */
  Collection<TransactionListing> transactions() throws Exception {
    Path owner = stream.checkpoint().resolve(KeptStream.OWNER);
    if (!Files.exists(owner)) {
      return List.of();
    }
    String query = new JsonMapper().readTree(owner.toFile()).path("writer").asText();
    return admin.listTransactions().all().get().stream()
        .filter(one -> one.transactionalId().startsWith("tidemark-" + query))
        .toList();
  }

  void awaitRows() {
    await("rows", () -> !stream.aggregatedTopic().isEmpty());
  }

  /** Waits until each window of each entity has one row, with all of its readings. */
  void awaitAllReadings(long window) throws IOException {
    Map<String, Long> sent = new TreeMap<>();
    for (JsonNode reading : stream.readings()) {
      long time = reading.path("time").longValue();
      sent.merge(reading.path("entity") + " " + (time - time % window), 1L, Long::sum);
    }
    assertThat(sent).isNotEmpty();
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
    System.err.printf(
        "%,d readings in %,d rows, each once%n",
        sent.values().stream().mapToLong(Long::longValue).sum(), sent.size());
  }
}
