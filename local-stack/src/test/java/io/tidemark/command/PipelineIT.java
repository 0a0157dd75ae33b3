package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.Commands;
import io.tidemark.druid.Attach;
import io.tidemark.model.Durations;
import io.tidemark.model.StreamDefinition;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.SparkJob;
import io.tidemark.stack.StackSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on real Kafka, Spark and Druid, through the commands that people type. */
class PipelineIT {
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

  /** A bound, not a wait: for a machine that has much else to do. */
  private static final String LIMIT = "10m";

  @TempDir static Path folder;
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    System.setProperty("tidemark.home", Path.of("..").toAbsolutePath().normalize().toString());
    stack = LocalStack.start(new StackSettings(folder.resolve("stack"), 0, 0), System.err::println);
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void theFleetsReadingsAreAllThereAndABatchGivesTheRowsOfTheStream() throws Exception {
    StreamDefinition fleet = define("fleet", "int", "1 minute", "3 minutes", "[entity]");
    attach(fleet);
    generate(fleet, "--clock", "simulated", "--speed-up", "0", "--duration", "5m");
    drain(fleet);
    JsonNode report = audit(fleet);
    assertThat(report.at("/stations/0/readings").longValue()).isEqualTo(12_000);
    assertThat(report.at("/windows")).hasSize(5);

    attach(fleet);
    Path batch = folder.resolve("batch");
    aggregate(fleet, "batch", "--output", "files:" + batch);
    assertThat(lines(batch)).containsExactlyInAnyOrderElementsOf(aggregatedTopic(fleet));

    // a second run takes up where the first has closed the windows, and the checkpoint goes on
    generate(fleet, "--clock", "simulated", "--speed-up", "0", "--duration", "1m", "--seed", "2");
    drain(fleet);
    assertThat(audit(fleet).at("/windows")).hasSize(6);

    // what the tasks had in memory is published and still there
    detach(fleet);
    audit(fleet);
  }

  @Test
  void oneEntityAndWindowsOfTenSecondsAround1970() throws Exception {
    StreamDefinition one = define("one", "string", "10 seconds", "20 seconds", "[entity]");
    attach(one);
    generate(
        one,
        "--clock",
        "simulated",
        "--speed-up",
        "0",
        "--entities",
        "1",
        "--interval",
        "1s",
        "--duration",
        "2m",
        "--start",
        "1969-12-31T23:59:00Z");
    drain(one);
    JsonNode report = audit(one);
    assertThat(report.at("/stations/0/readings").longValue()).isEqualTo(120);
    assertThat(report.at("/windows/0/window_start").textValue()).isEqualTo("1969-12-31T23:59:00Z");
    assertThat(report.at("/windows")).hasSize(12);
  }

  @Test
  void tenThousandEntitiesAndNoGroupButTheWindow() throws Exception {
    StreamDefinition all = define("all", "int", "1 minute", "0", "[]");
    attach(all);
    generate(
        all, "--clock", "simulated", "--speed-up", "0", "--entities", "10000", "--duration", "1m");
    drain(all);
    JsonNode report = audit(all);
    assertThat(report.at("/stations/0/readings").longValue()).isEqualTo(120_000);
    assertThat(aggregatedTopic(all)).hasSize(1);
  }

  @Test
  void aFloodOnTheWallClockForTwentySeconds() throws Exception {
    StreamDefinition flood = define("flood", "int", "10 seconds", "5 seconds", "[entity]");
    attach(flood);
    Path log = folder.resolve("flood.log");
    try (SparkJob job = SparkJob.start(arguments(flood, "stream"), log)) {
      generate(flood, "--interval", "0", "--duration", "20s", "--rate", "10000");
      JsonNode report = audit(flood);
      assertThat(report.at("/stations/0/readings").longValue()).isGreaterThan(100_000);
      assertThat(job.isAlive()).as(Files.readString(log)).isTrue();
    }
  }

  @Test
  void whatIsMissingIsToldInOneLine() throws Exception {
    StreamDefinition none = define("none", "int", "1 minute", "0", "[]");
    assertThat(told(1, "generate", "--stream", file(none), "--kafka", stack.kafka()))
        .contains("the topic none-raw does not exist at " + stack.kafka());
    assertThat(told(1, "audit", "--stream", file(none), "--kafka", stack.kafka()))
        .contains("the topic none-raw does not exist");
    assertThat(told(1, "generate", "--stream", file(none), "--kafka", "127.0.0.1:1"))
        .contains("no Kafka broker answers at 127.0.0.1:1");
    assertThat(told(2, "generate", "--stream", folder.resolve("no.yaml").toString()))
        .contains("no.yaml: no such definition");
    assertThat(told(2, "generate", "--entities", "none")).contains("--entities");
    Path log = folder.resolve("none.log");
    try (SparkJob job = SparkJob.start(arguments(none, "stream"), log)) {
      assertThat(job.await()).isEqualTo(1);
    }
    assertThat(Files.readAllLines(log).stream().filter(line -> !line.startsWith("WARNING")))
        .singleElement()
        .asString()
        .contains("the topic none-aggregated does not exist");
  }

  private static StreamDefinition define(
      String name, String key, String window, String watermark, String by) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, FLEET.formatted(name, key, window, watermark, by));
    return StreamDefinition.read(file);
  }

  private static String file(StreamDefinition definition) {
    return folder.resolve(definition.name() + ".yaml").toString();
  }

  private static void attach(StreamDefinition definition) {
    run(
        "attach",
        "--stream",
        file(definition),
        "--kafka",
        stack.kafka(),
        "--druid",
        stack.druid(),
        "--timeout",
        LIMIT);
  }

  private static void detach(StreamDefinition definition) {
    Attach.detach(
        definition, URI.create(stack.druid()), Durations.parse(LIMIT), System.err::println);
  }

  private static void generate(StreamDefinition definition, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("generate", "--stream", file(definition), "--kafka", stack.kafka()));
    arguments.addAll(List.of("--ledgers", folder.resolve("ledgers").toString()));
    arguments.addAll(List.of(options));
    run(arguments.toArray(String[]::new));
  }

  private static void drain(StreamDefinition definition) throws IOException {
    aggregate(definition, "stream", "--drain");
  }

  private static void aggregate(StreamDefinition definition, String mode, String... options)
      throws IOException {
    Path log = folder.resolve(definition.name() + "-" + mode + ".log");
    List<String> arguments = arguments(definition, mode);
    arguments.addAll(List.of(options));
    try (SparkJob job = SparkJob.start(arguments, log)) {
      assertThat(job.await()).as(Files.readString(log)).isZero();
    }
  }

  private static List<String> arguments(StreamDefinition definition, String mode) {
    List<String> arguments =
        new ArrayList<>(List.of(mode, "--stream", file(definition), "--kafka", stack.kafka()));
    if (mode.equals("stream")) {
      arguments.addAll(
          List.of("--checkpoint", folder.resolve("checkpoint-" + definition.name()).toString()));
    }
    return arguments;
  }

  private static JsonNode audit(StreamDefinition definition) throws IOException {
    Path json = folder.resolve(definition.name() + "-audit.json");
    run(
        "audit",
        "--stream",
        file(definition),
        "--kafka",
        stack.kafka(),
        "--druid",
        stack.druid(),
        "--ledgers",
        folder.resolve("ledgers").toString(),
        "--wait",
        "3m",
        "--json",
        json.toString());
    return new ObjectMapper().readTree(json.toFile());
  }

  private static void run(String... arguments) {
    assertThat(Commands.run(new Tidemark(), arguments)).as(String.join(" ", arguments)).isZero();
  }

  /** What a command that fails says on standard error, which must be one line. */
  private static String told(int exitCode, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(Commands.run(new Tidemark(), arguments)).isEqualTo(exitCode);
    } finally {
      System.setErr(before);
    }
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(said).hasLineCount(1).startsWith("tidemark: ");
    return said;
  }

  private static List<String> lines(Path files) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> parts = Files.list(files)) {
      for (Path part : parts.filter(file -> file.toString().endsWith(".txt")).toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }

  /** The values of all rows that the topic holds. */
  private static List<String> aggregatedTopic(StreamDefinition definition) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", stack.kafka(), "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(definition.aggregated().topic()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, String> row : consumer.poll(Duration.ofSeconds(1))) {
          values.add(row.value());
        }
      }
    }
    return values;
  }
}
