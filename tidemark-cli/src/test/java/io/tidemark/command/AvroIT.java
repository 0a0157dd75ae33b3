package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.process.FileTrees;
import io.tidemark.process.SparkJob;
import io.tidemark.retry.Deadline;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in Avro, with a real schema registry, Kafka, Spark and Druid. */
class AvroIT {
  @TempDir static Path folder;

  @BeforeAll
  static void startWithARegistry() {
    SharedStack.withRegistry();
  }

  /** The job and Druid's tasks start anew, so that neither knows a schema. */
  @Test
  void whileTheRegistryIsAwayNothingIsLostAndNothingIsDead() throws Exception {
    TestStream sales = sales("sales-avro");
    LocalStack stack = sales.stack();
    sales.attach();
    sales.generate("--duration", "5m", "--malformed", "1%");
    stack.process(Service.REGISTRY).destroyForcibly();
    stack.restart(Service.INDEXER);
    await("a task of Druid has failed", () -> hasFailedForTheRegistry(sales));
    // a job that starts waits for half a minute
    try (SparkJob job = sales.stream()) {
      await("the job asks the registry", () -> sales.log().contains("does not answer"));
      stack.restart(Service.REGISTRY);

      JsonNode audit = sales.audit();
      assertThat(audit.path("dead").longValue()).isEqualTo(malformed(sales)).isPositive();
      assertThat(audit.path("sent").longValue()).isGreaterThan(7_000);
      assertThat(new ProjectQueries(sales.druid()).rows("sales-avro-top-stores.sql")).hasSize(10);
      assertThat(job.isAlive()).as(sales.log()).isTrue();
    }
    sales.endSupervisors();
  }

  /** {@code -Dtidemark.frames=20000} sends more of them. */
  @Test
  void aFrameThatWasDamagedIsAReadingOrADeadLetterAndStopsNothing() throws Exception {
    TestStream damaged = sales("damaged");
    damaged.attach();
    damaged.generate("--duration", "1m");
    // whatever is in the raw topic is taken for what was sent
    FileTrees.delete(damaged.folder().resolve("ledgers"));
    int frames = Integer.getInteger("tidemark.frames", 2_000);
    sendDamaged(damaged, frames);
    damaged.run("close-windows", List.of());
    damaged.drain();

    JsonNode audit = damaged.audit();
    assertThat(audit.path("sent").longValue()).isGreaterThanOrEqualTo(frames);
    assertThat(audit.path("dead").longValue()).isBetween(frames / 10L, (long) frames);
    damaged.endSupervisors();
  }

  /** Sends copies of the records in the raw topic, each with some bytes changed, more or fewer. */
  private static void sendDamaged(TestStream stream, int frames) {
    String topic = stream.definition().raw().topic();
    List<ConsumerRecord<byte[], byte[]>> whole = stream.records(topic);
    Random random = new Random(7);
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(stream.client(), bytes, bytes)) {
      for (int i = 0; i < frames; i++) {
        byte[] frame = whole.get(random.nextInt(whole.size())).value();
        int length = random.nextInt(4) > 0 ? frame.length : random.nextInt(2 * frame.length);
        byte[] damaged = Arrays.copyOf(frame, length);
        for (int change = random.nextInt(4); change > 0 && length > 0; change--) {
          damaged[random.nextInt(length)] = (byte) random.nextInt(256);
        }
        producer.send(new ProducerRecord<>(topic, damaged));
      }
    }
  }

  /** Otherwise the records that were written with it would be dead. */
  @Test
  void aSchemaThatTheRegistryHasAnsweredOutlivesItsKill() throws Exception {
    LocalStack stack = SharedStack.withRegistry();
    for (int round = 0; round < 3; round++) {
      String schema =
          "{\"schema\": \"{\\\"type\\\": \\\"fixed\\\", \\\"name\\\": \\\"F%d\\\", \\\"size\\\": 4}\"}";
      String path = "/subjects/killed-" + round + "/versions";
      HttpRequest.Builder register =
          request(stack, path).header("Content-Type", "application/json");
      HttpResponse<String> registered =
          send(register.POST(HttpRequest.BodyPublishers.ofString(schema.formatted(round))));
      stack.process(Service.REGISTRY).destroyForcibly();
      stack.restart(Service.REGISTRY);
      assertThat(registered.statusCode()).as(registered.body()).isEqualTo(200);
      assertThat(send(request(stack, path + "/latest")).statusCode()).isEqualTo(200);
    }
  }

  private static HttpRequest.Builder request(LocalStack stack, String path) {
    return HttpRequest.newBuilder(URI.create(stack.registry() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aSchemaMayGrowWhileDataFlowsAndWritersOfTheOldOneGoOn() throws Exception {
    TestStream old = sales("grown");
    old.attach();
    try (SparkJob job = old.stream()) {
      old.generate("--duration", "2m");
      // it has read the definition then, which changes below
      await("its checkpoint", () -> Files.exists(old.checkpoint().resolve(KeptStream.OWNER)));
      Path file = Path.of(old.file());
      String before = Files.readString(file);
      Files.writeString(
          file,
          before.replace(
              "    sale_ts:",
              "    note: {type: string, optional: true, simulate: {choice: [cash, card]}}\n"
                  + "    sale_ts:"));
      TestStream grown = new TestStream(DefinitionReader.read(file), old.folder(), old.stack());
      grown.generate("--duration", "2m");
      Files.writeString(file, before);
      old.generate("--duration", "2m");

      assertThat(old.audit().path("sent").longValue()).isEqualTo(3 * 3_000);
      assertThat(job.isAlive()).as(old.log()).isTrue();
    }
    old.endSupervisors();
  }

  /** The sales of the project under another name. */
  private static TestStream sales(String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path file = own.resolve(name + ".yaml");
    String text = Files.readString(Path.of("../streams/sales-avro.yaml"));
    Files.writeString(file, text.replace("sales-avro", name));
    return new TestStream(DefinitionReader.read(file), own, SharedStack.withRegistry());
  }

  private static void await(String what, Callable<Boolean> holds) {
    Deadline.in(Duration.ofMinutes(5), System.err::println).awaitTrue(what, "see the logs", holds);
  }

  private static boolean hasFailedForTheRegistry(TestStream stream) {
    return stream
        .druid()
        .rows(
            "SELECT 1 FROM sys.tasks WHERE datasource = '"
                + stream.definition().raw().topic()
                + "' AND error_msg LIKE '%registry%'")
        .filter(rows -> !rows.isEmpty())
        .isPresent();
  }

  private static long malformed(TestStream stream) throws IOException {
    try (Stream<Path> files = Files.list(stream.folder().resolve("ledgers"))) {
      return RunLedger.read(files.findFirst().orElseThrow()).faults().dead();
    }
  }
}
