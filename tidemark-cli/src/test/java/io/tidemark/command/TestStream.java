package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedRunnable;
import io.tidemark.druid.DruidClient;
import io.tidemark.druid.DruidOption;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.NewTopics;
import io.tidemark.kafka.TopicReader;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.process.SparkJob;
import io.tidemark.stack.LocalStack;
import io.tidemark.supervisor.Detach;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A separate stream on the shared stack, operated through the command line.
 *
 * @param folder for all files of its commands
 */
record TestStream(StreamDefinition definition, Path folder, LocalStack stack) {
  /** An upper bound for a busy machine, not a fixed wait. */
  private static final String LIMIT = "10m";

  /** The exit code after {@code kill -9}. */
  private static final int KILLED = 137;

  private static final String FLEET =
      """
      stream: %1$s
      raw:
        topic: %1$s-raw
        key: entity
        time: time
        fields:
          time: {type: timestamp}
          entity: {type: %2$s}
          temp: {type: decimal, scale: 2, simulate: {walk: {mean: 20, deviation: 1}}}
          humidity: {type: decimal, scale: 2, simulate: {normal: {mean: 35, deviation: 5}}}
      aggregated:
        topic: %1$s-aggregated
        window: %3$s
        watermark: %4$s
        by: %5$s
        measures:
          readings: count
          sum_temp: sum(temp)
          avg_temp: avg(temp)
          last_humidity: last(humidity)
      """;

  /**
   * Writes the definition of a stream; its topics are not created yet.
   *
   * @param folder gets one of the stream's name
   * @param key the type of the entity
   */
  static TestStream define(
      Path folder, String name, String key, String window, String watermark, String by)
      throws IOException {
    return define(SharedStack.get(), folder, name, key, window, watermark, by);
  }

  /** Defines a stream on this stack. */
  static TestStream define(
      LocalStack stack,
      Path folder,
      String name,
      String key,
      String window,
      String watermark,
      String by)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path file = own.resolve(name + ".yaml");
    Files.writeString(file, FLEET.formatted(name, key, window, watermark, by));
    return new TestStream(DefinitionReader.read(file), own, stack);
  }

  /**
   * A stream with a checked-in definition.
   *
   * @param folder gets one of the stream's name
   */
  static TestStream ofProject(Path folder, String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path file = own.resolve(name + ".yaml");
    Files.copy(Path.of("../streams").resolve(name + ".yaml"), file);
    return new TestStream(DefinitionReader.read(file), own, SharedStack.get());
  }

  /** The same stream with deduplication: readings that are equal in every field count once. */
  TestStream deduplicated() throws IOException {
    return changed("  by:", "  deduplicate: true\n  by:");
  }

  /** The same stream with records in Avro; the stack must have a registry. */
  TestStream inAvro() throws IOException {
    return changed("raw:", "raw:\n  encoding: avro");
  }

  /** The same stream with another text in its definition, which is changed in its file too. */
  TestStream changed(String before, String after) throws IOException {
    return changed(Map.of(before, after));
  }

  /** The same with several changes, of which each alone may be no valid definition. */
  TestStream changed(Map<String, String> changes) throws IOException {
    Path file = Path.of(file());
    String text = Files.readString(file);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      assertThat(text).contains(change.getKey());
      text = text.replace(change.getKey(), change.getValue());
    }
    Files.writeString(file, text);
    return new TestStream(DefinitionReader.read(file), folder, stack);
  }

  String file() {
    return folder.resolve(definition.name() + ".yaml").toString();
  }

  Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  void attach(String... options) {
    run("attach", withDruid(options, "--timeout", LIMIT));
  }

  void detach() {
    Detach.detach(definition, druid(), Durations.parse(LIMIT), System.err::println);
  }

  /** Ends the supervisors and frees their worker slots; their tasks publish meanwhile. */
  void endSupervisors() {
    for (String supervisor : definition.datasources()) {
      druid().post("/druid/indexer/v1/supervisor/" + supervisor + "/terminate", "{}");
    }
  }

  DruidClient druid() {
    return new DruidOption(stack.druid()).client();
  }

  /** Generates readings at full speed on a simulated clock, unless the options override that. */
  void generate(String... options) {
    List<String> all = new ArrayList<>(List.of("--ledgers", folder.resolve("ledgers").toString()));
    if (!List.of(options).contains("--clock")) {
      all.addAll(List.of("--clock", "simulated"));
    }
    if (!List.of(options).contains("--speed-up")) {
      all.addAll(List.of("--speed-up", "0"));
    }
    all.addAll(List.of(options));
    run("generate", all);
  }

  /** Replays a recording at full speed. */
  void replay(Path recording, String... options) {
    List<String> all = new ArrayList<>(List.of("--ledgers", folder.resolve("ledgers").toString()));
    all.addAll(List.of("--from", recording.toString(), "--speed-up", "0"));
    all.addAll(List.of(options));
    run("generate", all);
  }

  /** Aggregates the backlog. */
  void drain(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("--drain", "--checkpoint", checkpoint().toString()));
    all.addAll(List.of(options));
    aggregate("stream", all.toArray(String[]::new));
  }

  /**
   * Aggregates the backlog until a file of the checkpoint is being written, such as {@code
   * commits/3}; then the job ends as after {@code kill -9}.
   */
  void drainKilledBefore(String file, String... options) throws IOException {
    assertThat(drainThatEndsBefore(file, options)).as(log()).isEqualTo(KILLED);
  }

  /** The same, but the backlog may end before that file. */
  void drainPerhapsKilledBefore(String file) throws IOException {
    assertThat(drainThatEndsBefore(file)).as(log()).isIn(0, KILLED);
  }

  private int drainThatEndsBefore(String file, String... options) throws IOException {
    SparkJob.Additions crash =
        new SparkJob.Additions(
            List.of(
                "-Dspark.sql.streaming.checkpointFileManagerClass="
                    + "io.tidemark.spark.CrashingCheckpoints",
                "-Dtidemark.crash=" + file),
            List.of(Path.of("../spark-aggregator/target/test-classes").toAbsolutePath()));
    List<String> all = new ArrayList<>(List.of("--drain", "--checkpoint", checkpoint().toString()));
    all.addAll(List.of(options));
    try (SparkJob job = start(crash, "stream", all.toArray(String[]::new))) {
      return job.await();
    }
  }

  /** Aggregates the backlog, which must fail with exit code 1. */
  void drainFails(Path checkpoint) throws IOException {
    try (SparkJob job =
        start(
            SparkJob.Additions.NONE, "stream", "--drain", "--checkpoint", checkpoint.toString())) {
      assertThat(job.await()).isEqualTo(1);
    }
  }

  /** Runs the Spark job to its end, which must succeed. */
  void aggregate(String mode, String... options) throws IOException {
    try (SparkJob job = start(SparkJob.Additions.NONE, mode, options)) {
      assertThat(job.await()).as(log()).isZero();
    }
  }

  /** Starts the Spark job as a stream. */
  SparkJob stream() {
    return start(SparkJob.Additions.NONE, "stream", "--checkpoint", checkpoint().toString());
  }

  /** The same with these settings of its Kafka clients, and more options. */
  SparkJob streamWith(String settings, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("kafka.properties"), settings);
    List<String> all = new ArrayList<>(List.of("--checkpoint", checkpoint().toString()));
    all.addAll(List.of("--kafka-properties", file.toString()));
    all.addAll(List.of(options));
    return start(SparkJob.Additions.NONE, "stream", all.toArray(String[]::new));
  }

  SparkJob start(SparkJob.Additions additions, String mode, String... options) {
    List<String> arguments = new ArrayList<>(List.of(mode));
    arguments.addAll(shared());
    arguments.addAll(List.of(options));
    return SparkJob.start(arguments, folder.resolve("spark.log"), additions);
  }

  /** The log of the last Spark job. */
  String log() throws IOException {
    return Files.readString(folder.resolve("spark.log"));
  }

  /** The messages of the last Spark job, without the JVM's warnings. */
  List<String> messages() throws IOException {
    return log().lines().filter(line -> !line.startsWith("WARNING")).toList();
  }

  /**
   * The report of an audit that must pass; an array of reports when the stream has several kinds of
   * windows.
   */
  JsonNode audit(String... options) throws IOException {
    Path json = folder.resolve("audit.json");
    List<String> all =
        withDruid(
            options,
            "--ledgers",
            folder.resolve("ledgers").toString(),
            "--wait",
            "5m",
            "--json",
            json.toString());
    if (!List.of(options).contains("--audits")) {
      all.addAll(List.of("--audits", folder.resolve("audits").toString()));
    }
    run("audit", all);
    return new ObjectMapper().readTree(json.toFile());
  }

  /** The report of an audit that looks once and must not hold. */
  JsonNode failingAudit(String... options) throws IOException {
    Path json = folder.resolve("failing.json");
    List<String> all = new ArrayList<>(List.of("audit"));
    all.addAll(shared());
    all.addAll(withDruid(options, "--ledgers", folder.resolve("ledgers").toString()));
    all.addAll(List.of("--audits", folder.resolve("audits").toString(), "--json", json.toString()));
    assertThat(Tidemark.run(all.toArray(String[]::new))).isEqualTo(1);
    return new ObjectMapper().readTree(json.toFile());
  }

  /** Runs a command on this stream; it must succeed. */
  void run(String command, List<String> options) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(shared());
    all.addAll(options);
    assertThat(Tidemark.run(all.toArray(String[]::new))).as(String.join(" ", all)).isZero();
  }

  /** What all commands need to know. */
  List<String> shared() {
    List<String> all = new ArrayList<>(List.of("--stream", file(), "--kafka", stack.kafka()));
    if (definition.raw().isAvro()) {
      all.addAll(List.of("--registry", stack.registry()));
    }
    return all;
  }

  private List<String> withDruid(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of("--druid", stack.druid()));
    all.addAll(Arrays.asList(more));
    all.addAll(Arrays.asList(options));
    return all;
  }

  /** The values of all committed rows of the aggregated topic. */
  List<String> aggregatedTopic() {
    return records(definition.aggregated().topic()).stream()
        .map(row -> new String(row.value(), StandardCharsets.UTF_8))
        .toList();
  }

  /** Requires that of each window and entity there is one row. */
  void requireEachRowOnce() {
    assertThat(
            aggregatedTopic().stream().map(row -> row.substring(0, row.indexOf(",\"readings\""))))
        .doesNotHaveDuplicates();
  }

  /** The settings of a Kafka client. */
  Properties client() {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", stack.kafka());
    return client;
  }

  /** All committed records of a topic. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    KafkaBroker broker = new KafkaBroker(client());
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicReader reader = broker.reader(topic)) {
      reader.readOn(broker.topic(topic), records::add);
    }
    return records;
  }

  /** Deletes all records, as the retention of a topic does. */
  void deleteRecords(String topic) throws Exception {
    Map<TopicPartition, RecordsToDelete> ends = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
      ends.put(
          new TopicPartition(topic, record.partition()),
          RecordsToDelete.beforeOffset(record.offset() + 1));
    }
    try (Admin admin = Admin.create(client())) {
      admin.deleteRecords(ends).all().get();
    }
    assertThat(records(topic)).isEmpty();
  }

  /** Has Druid drop the segments of January 2026, and waits until no row is left. */
  void dropSegments(String datasource) {
    druid()
        .post(
            "/druid/coordinator/v1/datasources/" + datasource + "/markUnused",
            "{\"interval\":\"2025-12-01/2026-02-01\"}");
    await(
        () ->
            assertThat(
                    druid()
                        .rows("SELECT __time FROM \"" + datasource + "\"")
                        .orElse(MissingNode.getInstance()))
                .isEmpty());
  }

  /** Tries an assertion again until it passes. */
  static void await(CheckedRunnable assertion) {
    RetryPolicy<Object> untilItHolds =
        RetryPolicy.builder()
            .handle(AssertionError.class)
            .withDelay(Duration.ofMillis(300))
            .withMaxAttempts(-1)
            .withMaxDuration(Duration.ofMinutes(5))
            .build();
    Failsafe.with(untilItHolds).run(assertion);
  }

  /** The readings of the raw topic, without heartbeats. */
  List<JsonNode> readings() throws IOException {
    List<JsonNode> readings = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> sent : records(definition.raw().topic())) {
      JsonNode reading = new ObjectMapper().readTree(sent.value());
      if (!reading.has("heartbeat")) {
        readings.add(reading);
      }
    }
    return readings;
  }

  /** The raw topic, the aggregated ones and that of the dead letters. */
  List<String> topics() {
    List<String> topics = new ArrayList<>(List.of(definition.raw().topic()));
    topics.addAll(definition.aggregatedTopics());
    topics.add(definition.deadLetterTopic());
    return topics;
  }

  /** Creates the topics, as {@code attach} does where Druid is; with the brokers' replicas. */
  void createTopics(int partitions) throws Exception {
    try (Admin admin = Admin.create(client())) {
      List<NewTopic> topics =
          topics().stream()
              .map(topic -> new NewTopic(topic, Optional.of(partitions), Optional.empty()))
              .toList();
      NewTopics.create(admin, topics);
    }
  }

  /** The lines of all files in the output folder of a batch. */
  static List<String> lines(Path files) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> parts = Files.list(files)) {
      for (Path part : parts.filter(file -> file.toString().endsWith(".json")).toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }
}
