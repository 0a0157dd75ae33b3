package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.process.SparkJob;
import io.tidemark.stack.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive in the lake through crashes and maintenance: each record of the raw topic that is not
 * dead is one row, and so is each window. {@code -Dtidemark.rounds=20} runs a longer suite, {@code
 * -Dtidemark.seed=7} another random sequence.
 */
class ArchiveIT {
  private static final String CRASHING = "io.tidemark.spark.CrashingCheckpoints";
  private static final String DUMP = "io.tidemark.spark.archive.TableDump";
  private static final Path TEST_CLASSES = Path.of("../spark-aggregator/target/test-classes");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final int PARTITIONS = 3;
  private static final int KILLED = 137;
  private static final int POLL = 100;

  @TempDir static Path folder;

  private TestStream stream;
  private Path lake;

  @BeforeEach
  void define() throws Exception {
    stream =
        TestStream.define(
            SharedStack.kafka(), folder, "kept", "int", "10 seconds", "30 seconds", "[entity]");
    lake = stream.folder().resolve("lake");
    try (Admin admin = Admin.create(stream.client())) {
      List<NewTopic> topics =
          Stream.of(
                  stream.definition().raw().topic(),
                  stream.definition().aggregated().topic(),
                  stream.definition().deadLetterTopic())
              .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
              .toList();
      admin.createTopics(topics).all().get();
    }
  }

  @Test
  void roundsOfKillsWithMaintenanceBetweenThemLoseNothingAndWriteNothingTwice() throws Exception {
    int rounds = Integer.getInteger("tidemark.rounds", 3);
    long seed = Long.getLong("tidemark.seed", 1);
    for (int round = 1; round <= rounds; round++) {
      round(new Random(seed + round), round);
    }
    stream.drain();
    archive("--drain");
    archive("--drain");
    List<String> rows = dump();

    List<String> readings = rows.stream().filter(row -> row.startsWith("readings ")).toList();
    assertThat(readings.stream().map(ArchiveIT::place)).doesNotHaveDuplicates();
    assertThat(readings.stream().map(ArchiveIT::place).collect(Collectors.toSet()))
        .isNotEmpty()
        .isEqualTo(readingsOfTheTopic());
    assertThat(rows.stream().filter(row -> row.startsWith("windows ")))
        .hasSizeGreaterThan(100)
        .containsExactlyInAnyOrderElementsOf(windowsOfTheTopic());
    System.err.printf("%d rounds, seed %d: %,d rows%n", rounds, seed, rows.size());
  }

  /** Kills the archive at a random moment and just before its checkpoint, and maintains between. */
  private void round(Random random, int round) throws Exception {
    CompletableFuture<Void> flood =
        CompletableFuture.runAsync(
            () ->
                stream.generate(
                    "--speed-up",
                    "1200",
                    "--entities",
                    "200",
                    "--interval",
                    "5m",
                    "--duration",
                    "5h",
                    "--malformed",
                    "1%",
                    "--duplicated",
                    "1%",
                    "--seed",
                    round + ""));
    try (SparkJob job = start(SparkJob.Additions.NONE, "--trigger", "1s")) {
      while (job.isAlive() && !stream.log().contains("readings: epoch ")) {
        await(job, POLL);
      }
      await(job, random.nextInt(5_000));
      if (round == 1) {
        stream.stack().restart(Service.KAFKA);
      }
      job.process().destroyForcibly();
      job.await();
    }
    flood.get();
    stream.drain();
    // the rows of the epoch are committed then, and Spark does not know it
    SparkJob.Additions crash =
        new SparkJob.Additions(
            List.of(
                "-Dspark.sql.streaming.checkpointFileManagerClass=" + CRASHING,
                "-Dtidemark.crash=commits/0"),
            List.of(TEST_CLASSES.toAbsolutePath()));
    try (SparkJob job = start(crash, "--drain")) {
      assertThat(job.await()).as(stream.log()).isEqualTo(KILLED);
    }
    maintain();
  }

  private static void await(SparkJob job, int millis) throws Exception {
    job.process().onExit().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).get();
  }

  private void maintain() throws IOException {
    List<String> options = new ArrayList<>(List.of("maintain", "--stream", stream.file()));
    options.addAll(List.of("--lake", lake.toString()));
    options.addAll(List.of("--compact-after", "0s", "--keep-snapshots", "0s"));
    Path log = stream.folder().resolve("maintain.log");
    try (SparkJob job = SparkJob.start(options, log)) {
      assertThat(job.await()).as(Files.readString(log)).isZero();
    }
    assertThat(Files.readString(log)).contains(" became ", "snapshots expired");
  }

  private SparkJob start(SparkJob.Additions additions, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of("--windows", "--lake", lake.toString(), "--epoch-records", "50000"));
    all.addAll(List.of(options));
    return stream.start(additions, "archive", all.toArray(String[]::new));
  }

  private void archive(String... options) throws IOException {
    try (SparkJob job = start(SparkJob.Additions.NONE, options)) {
      assertThat(job.await()).as(stream.log()).isZero();
    }
  }

  /** The rows of both tables. */
  private List<String> dump() throws Exception {
    Path output = stream.folder().resolve("rows.txt");
    Process dump =
        SparkJob.command(
                DUMP,
                List.of(lake.toString(), stream.file()),
                new SparkJob.Additions(List.of(), List.of(TEST_CLASSES.toAbsolutePath())))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(dump.waitFor()).isZero();
    return Files.readAllLines(output);
  }

  private static String place(String row) {
    return row.substring(row.indexOf("kafka_partition="));
  }

  private Set<String> readingsOfTheTopic() throws IOException {
    String topic = stream.definition().raw().topic();
    Set<String> dead =
        stream.records(stream.definition().deadLetterTopic()).stream()
            .map(letter -> new String(letter.key(), StandardCharsets.UTF_8))
            .collect(Collectors.toSet());
    assertThat(dead).isNotEmpty();
    return stream.records(topic).stream()
        .filter(record -> !dead.contains(topic + "-" + record.partition() + "-" + record.offset()))
        .filter(record -> !text(record).contains("\"heartbeat\":true"))
        .map(ArchiveIT::place)
        .collect(Collectors.toSet());
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return "kafka_partition=" + record.partition() + " kafka_offset=" + record.offset();
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private List<String> windowsOfTheTopic() throws IOException {
    List<String> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record :
        stream.records(stream.definition().aggregated().topic())) {
      JsonNode window = JSON.readTree(record.value());
      rows.add(
          stream.definition().aggregated().columns().stream()
              .map(column -> " " + column.name() + "=" + value(window.get(column.name()), column))
              .collect(Collectors.joining("", "windows", " " + place(record))));
    }
    return rows;
  }

  private static Object value(JsonNode value, AggregatedColumn column) {
    return switch (column.type()) {
      case INSTANT -> OffsetDateTime.parse(value.textValue());
      case DECIMAL -> value.decimalValue().setScale(column.scale());
      default -> value.asText();
    };
  }
}
