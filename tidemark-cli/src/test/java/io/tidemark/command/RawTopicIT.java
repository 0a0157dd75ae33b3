package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.NewTopics;
import io.tidemark.kafka.RecordEnds;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The effects of other producers and of brokers on a raw topic, and how the commands report them.
 */
class RawTopicIT {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  @TempDir static Path folder;

  private TestStream stream;

  @Test
  void aTransactionCountsWhenItIsCommittedAndNotWhenItIsGivenUp() throws Exception {
    define("transactions");
    try (KafkaProducer<byte[], byte[]> producer = producer("transactions")) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, 0, 3);
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, 0, 5);
      producer.abortTransaction();
      stream.drain();
      // nothing but a transaction marker
      producer.beginTransaction();
      send(producer, 1, 7);
      producer.abortTransaction();
      stream.drain();
      producer.beginTransaction();
      send(producer, 0, 2);
      send(producer, 10, 1);
      producer.commitTransaction();
    }
    stream.drain();
    assertThat(stream.aggregatedTopic())
        .singleElement()
        .asString()
        .contains("\"window_start\":\"2026-03-10T12:00:00.000Z\"", "\"readings\":5,");
  }

  @Test
  void theRecordsOfATopicEndBeforeTheMarkersOfItsTransactions() throws Exception {
    define("ends");
    KafkaBroker broker = new KafkaBroker(stream.client());
    String topic = stream.definition().raw().topic();
    assertThat(RecordEnds.of(broker, topic)).isEmpty();
    try (KafkaProducer<byte[], byte[]> producer = producer("ends")) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, 0, 3);
      producer.commitTransaction();
      assertThat(RecordEnds.of(broker, topic)).containsOnly(Map.entry(0, 3L));
      // more than are looked at first
      for (int i = 0; i < 400; i++) {
        producer.beginTransaction();
        send(producer, 1, 4);
        producer.abortTransaction();
      }
    }
    assertThat(RecordEnds.of(broker, topic)).containsOnly(Map.entry(0, 3L));
  }

  @Test
  void aNewTopicTakesSeveralBatchesAtOnce() throws Exception {
    Properties settings = new KafkaOptions(SharedStack.kafka().kafka()).properties();
    settings.setProperty("batch.size", "100");
    settings.setProperty("delivery.timeout.ms", "20000");
    settings.setProperty("request.timeout.ms", "10000");
    try (Admin admin = Admin.create(settings)) {
      for (int topic = 0; topic < 10; topic++) {
        NewTopic created = new NewTopic("at-once-" + topic, 12, (short) 1);
        NewTopics.create(admin, List.of(created));
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
          for (int record = 0; record < 60; record++) {
            sent.add(
                producer.send(
                    new ProducerRecord<>(created.name(), record % 12, null, new byte[200])));
          }
        }
        for (Future<RecordMetadata> one : sent) {
          assertThat(one).succeedsWithin(Duration.ZERO);
        }
      }
    }
  }

  @Test
  void readingsThatTheTopicHasLostStopTheJobInOneLine() throws Exception {
    define("lost");
    String topic = stream.definition().raw().topic();
    try (KafkaProducer<byte[], byte[]> producer = producer("lost");
        Admin admin = Admin.create(stream.client())) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, 0, 3);
      producer.commitTransaction();
      stream.drain();
      producer.beginTransaction();
      send(producer, 1, 4);
      send(producer, 2, 4);
      producer.commitTransaction();
      TopicPartition partition = new TopicPartition(topic, 0);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(8))).all().get();
    }
    stream.drainFails(stream.checkpoint());
    assertThat(stream.messages())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "the query failed: ",
                        "offset 4 of lost-raw-0 is gone: the partition has 8 to 13"));
  }

  @Test
  void tailShowsWhatIsCommittedInEachTopicAndFollows() throws Exception {
    define("watched");
    try (KafkaProducer<byte[], byte[]> producer = producer("watched")) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, 0, 3);
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, 0, 5);
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(record("{\"time\":\u001b"));
      send(producer, 10, 1);
      producer.commitTransaction();
      stream.drain();

      assertThat(tail("--until-end", "--format", "json"))
          .hasSize(5)
          .allMatch(line -> line.contains("\"value\":{\"time\":") || line.contains("\"problem\":"));
      assertThat(tail("--until-end")).hasSize(6).noneMatch(line -> line.contains("\u001b"));
      assertThat(tail("aggregated", "--until-end", "--key", "1", "--format", "json"))
          .singleElement()
          .asString()
          .contains("\"key\":\"1|2026-03-10T12:00:00.000Z\"")
          .contains("\"value\":" + stream.aggregatedTopic().get(0) + "}");
      assertThat(tail("watched-aggregated", "--until-end", "--key", "2", "--format", "json"))
          .isEmpty();
      assertThat(tail("dead-letter", "--until-end", "--key", "watched-raw-0-10").get(1))
          .contains("not JSON")
          .endsWith("{\"time\":\\u001b");

      assertThat(tail("--last", "2", "--limit", "1", "--format", "json"))
          .singleElement()
          .asString()
          .contains("\"offset\":11,");
      CompletableFuture<List<String>> following =
          CompletableFuture.supplyAsync(() -> tail("--limit", "2", "--format", "json"));
      while (!following.isDone()) {
        producer.beginTransaction();
        send(producer, 11, 1);
        producer.commitTransaction();
      }
      assertThat(following.join()).hasSize(2).allMatch(line -> line.contains("\"value\":{"));
    }
  }

  @Test
  void aRunAfterAnUpgradeBeginsWhereTheWindowsOfTheDefinitionBeforeEnd() throws Exception {
    define("raised");
    stream.generate("--duration", "3m");
    int sent = stream.readings().size();
    // the heartbeats have closed the windows until then, by the watermark that is in force
    long closed = Instant.parse("2026-01-01T00:03:00Z").toEpochMilli();
    DefinitionHistory history = new DefinitionHistory(stream.client(), "raised");
    history.create();
    history.append(Long.MIN_VALUE, Files.readString(Path.of(stream.file())));
    TestStream raised = stream.changed("watermark: 0", "watermark: 2 minutes");
    history.append(closed, Files.readString(Path.of(raised.file())));

    raised.generate("--duration", "1m");

    List<JsonNode> readings = raised.readings();
    assertThat(readings.subList(sent, readings.size()))
        .isNotEmpty()
        .allMatch(reading -> reading.get("time").asLong() >= closed);
  }

  /** The output lines of {@code tail}, which must succeed. */
  private List<String> tail(String... options) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      stream.run("tail", List.of(options));
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void define(String name) throws Exception {
    stream =
        TestStream.define(SharedStack.kafka(), folder, name, "int", "1 minute", "0", "[entity]");
    stream.createTopics(1);
  }

  private KafkaProducer<byte[], byte[]> producer(String name) {
    Properties settings = stream.client();
    settings.setProperty("transactional.id", name);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends readings of one minute. */
  private void send(KafkaProducer<byte[], byte[]> producer, int minute, int readings) {
    for (int i = 0; i < readings; i++) {
      String json =
          "{\"time\":%d,\"entity\":1,\"temp\":20.00,\"humidity\":35.00}"
              .formatted(NOON.plusSeconds(60L * minute).toEpochMilli() + i);
      producer.send(record(json));
    }
    producer.flush();
  }

  private ProducerRecord<byte[], byte[]> record(String value) {
    return new ProducerRecord<>(
        stream.definition().raw().topic(), value.getBytes(StandardCharsets.UTF_8));
  }
}
