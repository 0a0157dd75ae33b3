package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.audit.comparison.Comparison;
import io.tidemark.audit.lake.AuditedLake;
import io.tidemark.audit.lake.LakeStations;
import io.tidemark.audit.ledger.RunLedgers;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.audit.report.ReportAssembly;
import io.tidemark.audit.station.AuditScope;
import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.topic.AggregatedTopic;
import io.tidemark.audit.topic.RawTopic;
import io.tidemark.audit.topic.TopicStations;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.lake.LakeOption;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.process.SparkJob;
import io.tidemark.stack.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a client of the gateway to the lake, through kills of the gateway, of the archive and of the
 * broker, and through maintenance: each reading that was accepted is in the raw topic and in the
 * lake, windows count it once, and the audit holds. {@code -Dtidemark.rounds=20} runs a longer
 * suite, {@code -Dtidemark.seed=7} another random sequence.
 */
class LakeCrashIT {
  private static final String CRASHING = "io.tidemark.spark.CrashingCheckpoints";
  private static final String DUMP = "io.tidemark.spark.archive.TableDump";
  private static final Path TEST_CLASSES = Path.of("../spark-aggregator/target/test-classes");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final int PARTITIONS = 3;
  private static final int KILLED = 137;
  private static final int POLL = 100;
  private static final int READINGS = 100;
  private static final long BEGIN = Instant.parse("2025-03-01T00:00:00Z").toEpochMilli();
  private static final long WINDOW = 10_000;
  private static final long TEN_MINUTES = 10 * 60_000;

  @TempDir static Path folder;

  private TestStream stream;
  private Path lake;

  @BeforeEach
  void define() throws Exception {
    stream =
        TestStream.define(
                SharedStack.kafka(), folder, "kept", "int", "10 seconds", "30 seconds", "[entity]")
            .deduplicated();
    lake = stream.folder().resolve("lake");
    stream.createTopics(PARTITIONS);
  }

  /**
   * Readings of a second, of which one comes twice, and one line that is none. Each group of
   * batches has its own window, and maintenance compacts the days that are over.
   */
  static List<String> batch(int number) {
    long begin =
        BEGIN
            + TEN_MINUTES * (number / RepeatingClient.GROUP)
            + 1_000L * (number % RepeatingClient.GROUP);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < READINGS; i++) {
      lines.add(
          "{\"time\":%d,\"entity\":%d,\"temp\":%d.5,\"humidity\":35}"
              .formatted(begin + i, i % 20, number % 50));
    }
    lines.add(lines.get(number % READINGS));
    lines.add("batch " + number + " is not JSON");
    return lines;
  }

  @Test
  void roundsOfKillsAndMaintenanceLoseNoAcceptedReadingAndCountEachOnce() throws Exception {
    int rounds = Integer.getInteger("tidemark.rounds", 1);
    long seed = Long.getLong("tidemark.seed", 1);
    try (GatewayProcess gateway =
        new GatewayProcess(stream, "--on-refused", "dead-letter", "--close-windows")) {
      RepeatingClient client = new RepeatingClient(gateway::address, LakeCrashIT::batch);
      for (int round = 1; round <= rounds; round++) {
        round(gateway, client, new Random(seed + round));
      }
      client.postGroup();
      assertThat(gateway.stop()).isZero();
      stream.drain();
      archive("--drain");
      archive("--drain");

      AuditReport report = audit(gateway.ledgers());
      System.err.printf(
          "%d rounds, seed %d, %d repetitions: %s %s%n",
          rounds, seed, client.repetitions(), report.outcome(), report.details());
      requireEachOnce(client.accepted());
      assertThat(report.holds()).as(report.toString()).isTrue();
    }
  }

  private void requireEachOnce(List<String> accepted) throws Exception {
    assertThat(accepted).isNotEmpty();
    Set<String> missing = new HashSet<>(accepted);
    stream.records(stream.definition().raw().topic()).stream()
        .map(LakeCrashIT::text)
        .forEach(missing::remove);
    assertThat(missing).isEmpty();

    List<String> rows = dump();
    List<String> readings = rows.stream().filter(row -> row.startsWith("readings ")).toList();
    assertThat(readings.stream().map(LakeCrashIT::place)).doesNotHaveDuplicates();
    assertThat(readings.stream().map(LakeCrashIT::place).collect(Collectors.toSet()))
        .isNotEmpty()
        .isEqualTo(readingsOfTheTopic());
    assertThat(rows.stream().filter(row -> row.startsWith("windows ")).sorted().toList())
        .hasSizeGreaterThan(100)
        .isEqualTo(windowsOfTheTopic());

    SortedMap<Instant, Long> distinct = new TreeMap<>();
    for (String line : new HashSet<>(accepted)) {
      if (line.startsWith("{")) {
        long time = JSON.readTree(line).path("time").longValue();
        distinct.merge(Instant.ofEpochMilli(time - time % WINDOW), 1L, Long::sum);
      }
    }
    SortedMap<Instant, Long> counted = new TreeMap<>();
    for (String row : stream.aggregatedTopic()) {
      JsonNode window = JSON.readTree(row);
      counted.merge(
          OffsetDateTime.parse(window.path("window_start").textValue()).toInstant(),
          window.path("readings").longValue(),
          Long::sum);
    }
    assertThat(counted).isEqualTo(distinct);
  }

  /** The audit without Druid: the ledgers, the topics and the lake. */
  private AuditReport audit(Path folder) {
    KafkaBroker broker = new KafkaBroker(stream.client());
    KafkaBroker.Topic raw = broker.topic(stream.definition().raw().topic());
    SentReadings sent = new RunLedgers(folder, stream.definition()).of(raw.id(), PARTITIONS);
    List<String> notes = new ArrayList<>(sent.notes());
    AuditedLake audited = new AuditedLake(new LakeOption(lake).catalog(), stream.definition());
    try (TopicStations topics =
            new TopicStations(
                stream.definition(),
                broker,
                AuditScope.DEFAULT,
                TimeLimits.DEFAULT,
                sent.offsets());
        LakeStations tables =
            new LakeStations(audited, Duration.ofMillis(100), stream.definition())) {
      RawCount arrived = topics.raw(raw, notes);
      AggregatedTopic written =
          topics.aggregated(broker.topic(stream.definition().aggregated().topic()), notes);
      Expectation expected =
          new Expectation(stream.definition(), sent.completedBy(arrived), arrived, written.count());
      List<Station> stations =
          List.of(new RawTopic(arrived, true), written, tables.raw(notes), tables.windows(notes));
      return ReportAssembly.of(
          Comparison.of(new PipelineSnapshot(expected, stations, List.of(), notes)));
    }
  }

  /**
   * Kills gateway, archive and broker in any order while the client posts, then the archive again
   * just before its checkpoint, and maintains the tables.
   */
  private void round(GatewayProcess gateway, RepeatingClient client, Random random)
      throws Exception {
    client.begin();
    try (SparkJob job = start(SparkJob.Additions.NONE, "--trigger", "1s")) {
      while (job.isAlive() && !stream.log().contains("readings: epoch ")) {
        pause(POLL);
      }
      List<Callable<?>> kills =
          new ArrayList<>(
              List.of(
                  () -> killGateway(gateway, random), () -> killArchive(job), () -> killBroker()));
      Collections.shuffle(kills, random);
      for (Callable<?> kill : kills) {
        pause(random.nextInt(1_500));
        kill.call();
        client.awaitGroup();
      }
    }
    client.stop();
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

  private static Void killGateway(GatewayProcess gateway, Random random) throws Exception {
    gateway.kill();
    pause(random.nextInt(1_000));
    gateway.start();
    return null;
  }

  private static Void killArchive(SparkJob job) {
    job.process().destroyForcibly();
    job.await();
    return null;
  }

  private Void killBroker() {
    stream.stack().restart(Service.KAFKA);
    return null;
  }

  /** Lets the processes go on for a time that the seed determines. */
  private static void pause(int millis) throws Exception {
    new CompletableFuture<>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).get();
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
        .map(LakeCrashIT::place)
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
    Collections.sort(rows);
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
