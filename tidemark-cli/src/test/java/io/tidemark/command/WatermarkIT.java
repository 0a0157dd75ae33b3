package io.tidemark.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.process.SparkJob;
import io.tidemark.retry.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The watermark by partition and bounded epochs, on real Kafka and Spark. {@code
 * -Dtidemark.readings=20000000} floods for longer.
 */
class WatermarkIT {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  private TestStream stream;

  @BeforeEach
  void stack() {
    SharedStack.kafka();
  }

  @Test
  void aBacklogReadInSmallEpochsAndKilledInBetweenIsExactAndHasNoLateReadings() throws Exception {
    define("backlog", 8);
    stream.generate("--entities", "200", "--duration", "20m", "--interval", "1s");
    String[] small = {"--epoch-records", "20000"};
    stream.drainKilledBefore("commits/2", small);
    stream.drainKilledBefore("offsets/4", small);
    stream.drainKilledBefore("commits/7", small);
    stream.drain(small);
    assertThat(lastEpoch()).isGreaterThanOrEqualTo(12);
    assertThat(stream.aggregatedTopic()).hasSize(200 * 20).doesNotHaveDuplicates();
    assertThat(aggregated()).isEqualTo(200 * 20 * 60);
  }

  @Test
  void aPlannedEpochThatIsTooLargeIsPlannedAgainUnlessSomeOfItsRowsAreWritten() throws Exception {
    define("planned", 2);
    stream.generate("--entities", "10", "--duration", "10m");
    stream.drainKilledBefore("commits/0");
    stream.drain("--epoch-records", "100");
    assertThat(stream.log())
        .contains(
            "epoch 0 was planned with 1,202 records, and a run begins with at most 100: none");
    assertThat(lastEpoch()).isGreaterThan(10);
    assertThat(aggregated()).isEqualTo(1_200);

    stream.generate("--entities", "10", "--duration", "10m");
    stream.generate("--entities", "10", "--duration", "10m");
    // the first of these epochs has the readings, the second one writes their windows
    stream.drainKilledBefore("commits/" + (lastEpoch() + 2));
    stream.drain("--epoch-records", "100");
    assertThat(aggregated()).isEqualTo(3_600);
    assertThat(stream.aggregatedTopic()).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void rocksDbHoldsTheStateAndTheCheckpointKeepsToIt() throws Exception {
    define("rocksdb", 2);
    stream.generate("--entities", "50", "--duration", "10m");
    String[] small = {"--epoch-records", "700", "--state-store", "rocksdb"};
    stream.drainKilledBefore("commits/3", small);
    stream.drain("--epoch-records", "700");
    assertThat(stream.aggregatedTopic()).hasSize(500).doesNotHaveDuplicates();
    assertThat(aggregated()).isEqualTo(6_000);
    try (Stream<Path> files = Files.walk(stream.checkpoint().resolve("query/state"))) {
      assertThat(files).anyMatch(file -> file.toString().endsWith(".changelog"));
    }
  }

  @Test
  void windowsAreWrittenAlsoIfTheJobEndedBeforeItPlannedTheirEpoch() throws Exception {
    define("ended", 2);
    stream.generate("--entities", "10", "--duration", "3m");
    // epoch 0 has all readings, and the watermark closes their windows in epoch 1
    stream.drainKilledBefore("offsets/1");
    assertThat(stream.aggregatedTopic()).isEmpty();
    stream.drain();
    assertThat(stream.aggregatedTopic()).hasSize(30);
    stream.drain();
    assertThat(stream.aggregatedTopic()).hasSize(30);
  }

  @Test
  void aPartitionWithUnreadReadingsHoldsTheWatermarkAndOneThatIsReadToItsEndDoesNot()
      throws Exception {
    define("held", 3);
    try (KafkaProducer<byte[], byte[]> others = producer("others");
        KafkaProducer<byte[], byte[]> held = producer("held")) {
      others.initTransactions();
      held.initTransactions();
      // partition 2 is idle from now on
      others.beginTransaction();
      send(others, 2, Duration.ZERO);
      send(others, 1, Duration.ZERO);
      others.commitTransaction();
      held.beginTransaction();
      for (int minute = 0; minute < 60; minute++) {
        send(held, 0, Duration.ofMinutes(minute));
      }
      held.flush();
      try (SparkJob job = stream.stream()) {
        others.beginTransaction();
        for (int minute = 0; minute <= 60; minute++) {
          send(others, 1, Duration.ofMinutes(minute));
        }
        others.commitTransaction();
        // all of partition 1 is read, and what partition 0 has is not committed
        awaitRead(1, 63);
        held.commitTransaction();
        awaitRead(0, 61);
        others.beginTransaction();
        send(others, 1, Duration.ofMinutes(64));
        others.commitTransaction();
        await("rows", () -> stream.aggregatedTopic().size() >= 60 + 61 + 1 || !job.isAlive());
        assertThat(job.isAlive()).as(stream.log()).isTrue();
      }
    }
    // two in the first minute of partition 1
    assertThat(aggregated()).isEqualTo(60 + 62 + 1);
  }

  @Test
  void aPartitionOfDeadRecordsDoesNotHoldTheWatermark() throws Exception {
    define("dead", 2);
    try (KafkaProducer<byte[], byte[]> producer = producer("dead")) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, 0, Duration.ZERO);
      for (int n = 0; n < 2_000; n++) {
        producer.send(new ProducerRecord<>(topic(), 0, null, "{".getBytes(UTF_8)));
      }
      for (int minute = 0; minute < 200; minute++) {
        send(producer, 1, Duration.ofMinutes(minute));
      }
      producer.commitTransaction();
    }
    // hundreds of dead records are unread still, and windows of partition 1 are written
    stream.drainKilledBefore("offsets/8", "--epoch-records", "200");
    assertThat(stream.aggregatedTopic()).hasSizeGreaterThan(10);
    stream.drain();
    assertThat(stream.aggregatedTopic()).hasSize(197);
  }

  /** The consumers of one partition get its records only when an open transaction has ended. */
  @Test
  void aFloodAtFullSpeedBesideTheJobHasNoLateReadingsThoughAPartitionIsHeldBack() throws Exception {
    long readings = Long.getLong("tidemark.readings", 400_000);
    define("flood", 8);
    try (KafkaProducer<byte[], byte[]> holding = producer("flood");
        SparkJob job = stream.stream()) {
      holding.initTransactions();
      holding.beginTransaction();
      holding.send(new ProducerRecord<>(topic(), 7, null, "{".getBytes(UTF_8)));
      holding.flush();
      long begun = System.nanoTime();
      stream.generate("--entities", "400", "--duration", readings / 400 + "s", "--interval", "1s");
      assertThat(stream.aggregatedTopic()).isEmpty();
      System.err.printf("held back for %d s%n", (System.nanoTime() - begun) / 1_000_000_000);
      holding.commitTransaction();
      long windows = (readings / 400 + 59) / 60;
      await("rows", () -> stream.aggregatedTopic().size() >= 400 * windows || !job.isAlive());
      assertThat(job.isAlive()).as(stream.log()).isTrue();
    }
    assertThat(aggregated()).isEqualTo(readings / 400 * 400);
  }

  private void define(String name, int partitions) throws Exception {
    stream =
        TestStream.define(
            SharedStack.kafka(), folder, name, "int", "1 minute", "3 minutes", "[entity]");
    stream.createTopics(partitions);
  }

  private String topic() {
    return stream.definition().raw().topic();
  }

  private KafkaProducer<byte[], byte[]> producer(String id) {
    Properties settings = stream.client();
    settings.setProperty("transactional.id", stream.definition().name() + "-" + id);
    settings.setProperty("transaction.timeout.ms", "600000");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int partition, Duration sinceNoon) {
    String reading =
        "{\"time\":%d,\"entity\":%d,\"temp\":20.5,\"humidity\":35}"
            .formatted(NOON.plus(sinceNoon).toEpochMilli(), partition);
    producer.send(new ProducerRecord<>(topic(), partition, null, reading.getBytes(UTF_8)));
  }

  /** The readings in all rows. */
  private long aggregated() throws IOException {
    long readings = 0;
    for (String row : stream.aggregatedTopic()) {
      readings += JSON.readTree(row).path("readings").longValue();
    }
    return readings;
  }

  private static void await(String what, Callable<Boolean> condition) {
    Deadline.in(Duration.ofMinutes(5), System.err::println).awaitTrue(what, "", condition);
  }

  /** Waits until an epoch is committed that ends at the offset or after it. */
  private void awaitRead(int partition, long offset) {
    await(
        "partition " + partition,
        () -> committed().path(topic()).path(partition + "").longValue() >= offset);
  }

  /** The offsets of the last committed epoch. */
  private JsonNode committed() throws IOException {
    Optional<Path> last = last("commits");
    if (last.isEmpty()) {
      return JSON.createObjectNode();
    }
    Path offsets = stream.checkpoint().resolve("query/offsets").resolve(last.get().getFileName());
    return JSON.readTree(Files.readAllLines(offsets).get(2));
  }

  private long lastEpoch() throws IOException {
    return Long.parseLong(last("commits").orElseThrow().getFileName().toString());
  }

  private Optional<Path> last(String log) throws IOException {
    Path files = stream.checkpoint().resolve("query").resolve(log);
    if (!Files.exists(files)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(files)) {
      return all.filter(file -> file.getFileName().toString().matches("\\d+"))
          .max(Comparator.comparingLong(file -> Long.parseLong(file.getFileName().toString())));
    }
  }
}
