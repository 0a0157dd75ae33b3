package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.ledger.RunLedgers;
import io.tidemark.audit.station.AuditScope;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.audit.topic.TopicStations;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.NewTopics;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.model.yaml.DefinitionReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process before a real broker, until its ledger. */
@Timeout(300)
class GatewayIT {
  private static final int PARTITIONS = 3;
  private static final Path SEED = Path.of("src/test/resources/field-cases/seed-weather.jsonl");

  @TempDir static Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> notes = new ArrayList<>();
  private TestStream stream;
  private GatewayProcess gateway;

  private void start(TestStream of, String... options) throws Exception {
    stream = of;
    stream.createTopics(PARTITIONS);
    gateway = new GatewayProcess(stream, options);
  }

  private CompletableFuture<HttpResponse<String>> post(String lines) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.address() + "/log"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(lines))
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> ready() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.address() + "/ready")).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The values of the raw topic, heartbeats aside, in the order of their texts. */
  private List<String> topic() {
    return stream.records(stream.definition().raw().topic()).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .filter(value -> !value.contains("\"heartbeat\":true"))
        .sorted()
        .toList();
  }

  private static List<String> sorted(List<String> texts) {
    List<String> sorted = new ArrayList<>(texts);
    Collections.sort(sorted);
    return sorted;
  }

  private static TestStream fleet(String name) throws Exception {
    return TestStream.define(SharedStack.kafka(), folder, name, "int", "1 minute", "0", "[entity]");
  }

  private static List<String> readings(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(
            n ->
                "{\"time\":%d,\"entity\":%d,\"temp\":20.13,\"humidity\":35.00}"
                    .formatted(1_772_323_200_000L + n, n % 50))
        .toList();
  }

  /** Compares the ledgers with the raw topic, as the audit does, and returns the readings sent. */
  private long balanced() {
    TimeLimits limits = TimeLimits.DEFAULT;
    KafkaBroker broker = new KafkaBroker(stream.client());
    KafkaBroker.Topic now = broker.topic(stream.definition().raw().topic());
    SentReadings ledgers =
        new RunLedgers(gateway.ledgers(), stream.definition()).of(now.id(), now.partitions());
    try (TopicStations stations =
        new TopicStations(
            stream.definition(), broker, AuditScope.DEFAULT, limits, ledgers.offsets())) {
      RawCount raw = stations.raw(now, notes);
      SentReadings sent = ledgers.completedBy(raw);
      assertThat(raw.readings()).isEqualTo(sent.totals().sent());
      assertThat(raw.dead().readings()).isEqualTo(sent.totals().dead());
      assertThat(raw.countable().windows()).isEqualTo(sent.count().windows());
      assertThat(raw.countable().sums()).isEqualTo(sent.count().sums());
      Map<Integer, Long> partitions = new TreeMap<>();
      for (RawCount.Partition one : raw.partitions()) {
        partitions.put(one.partition(), one.readings());
      }
      assertThat(partitions).isEqualTo(sent.partitions());
      assertThat(sent.heartbeats().acknowledged()).isEqualTo(raw.heartbeats());
      return sent.totals().sent();
    }
  }

  @Test
  void readingsOfPeopleComeToTheTopicByteForByte() throws Exception {
    SharedStack.kafka();
    Path own = Files.createDirectories(folder.resolve("city-temperatures"));
    Path file = own.resolve("city-temperatures.yaml");
    Files.copy(Path.of("../streams/city-temperatures.yaml"), file);
    start(new TestStream(DefinitionReader.read(file), own, SharedStack.kafka()), "--close-windows");

    HttpResponse<String> answer = post(Files.readString(SEED)).join();

    assertThat(answer.body()).isEqualTo("{\"accepted\":3}");
    assertThat(topic()).isEqualTo(sorted(Files.readAllLines(SEED)));
    assertThat(gateway.stop()).isZero();
    assertThat(balanced()).isEqualTo(3);
  }

  @Test
  void underOverloadEachReadingThatIsAcceptedIsInTheTopicAndNoOther() throws Exception {
    start(fleet("overload"), "--max-pending", "60000");
    List<String> accepted = new ArrayList<>();
    List<Integer> statuses = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      List<List<String>> batches = new ArrayList<>();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        List<String> batch = readings((round * 20 + i) * 100, 100);
        batches.add(batch);
        answers.add(post(String.join("\n", batch)));
      }
      for (int i = 0; i < batches.size(); i++) {
        HttpResponse<String> answer = answers.get(i).join();
        statuses.add(answer.statusCode());
        if (answer.statusCode() == 200) {
          accepted.addAll(batches.get(i));
        } else {
          assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
      }
    }
    assertThat(statuses).contains(200, 429).isSubsetOf(200, 429);
    assertThat(topic()).isEqualTo(sorted(accepted));
    gateway.close();
    assertThat(balanced()).isEqualTo(accepted.size());
  }

  @Test
  void aFloodThroughTheGatewayIsBalancedAtTheRawTopic() throws Exception {
    start(fleet("flood"), "--close-windows", "--on-refused", "dead-letter", "--max-ahead", "off");
    SharedStack.useThisProject();
    List<String> flood =
        List.of(
            "generate",
            "--stream",
            stream.file(),
            "--to",
            gateway.address(),
            "--batch",
            "200",
            "--clock",
            "simulated",
            "--start",
            "2026-03-01T00:00:00Z",
            "--speed-up",
            "0",
            "--entities",
            "20",
            "--interval",
            "1s",
            "--duration",
            "10m",
            "--malformed",
            "1%",
            "--late",
            "1%");
    assertThat(Tidemark.run(flood.toArray(String[]::new))).isZero();
    gateway.close();

    assertThat(balanced()).isEqualTo(12_000);
  }

  @Test
  void ofAGatewayThatIsKilledInAFloodTheAuditTakesTheRestFromTheTopic() throws Exception {
    start(fleet("killed"));
    ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();
    AtomicInteger next = new AtomicInteger();
    CountDownLatch batches = new CountDownLatch(100);
    List<CompletableFuture<Void>> clients =
        IntStream.range(0, 8)
            .mapToObj(client -> CompletableFuture.runAsync(() -> flood(next, accepted, batches)))
            .toList();
    batches.await();
    gateway.kill();
    clients.forEach(CompletableFuture::join);

    assertThat(balanced()).isGreaterThanOrEqualTo(accepted.size());
    Set<String> missing = new HashSet<>(accepted);
    missing.removeAll(new HashSet<>(topic()));
    assertThat(missing).isEmpty();
    assertThat(notes).anyMatch(note -> note.contains(" after the last entry of the journal "));
    long before = balanced();
    gateway.start();
    int last = next.getAndIncrement();
    assertThat(post(String.join("\n", readings(last * 100, 10))).join().statusCode())
        .isEqualTo(200);
    assertThat(gateway.stop()).isZero();
    assertThat(balanced()).isEqualTo(before + 10);
  }

  @Test
  void aTopicThatGetsMorePartitionsWhileReadingsComeIsBalanced() throws Exception {
    Path settings = folder.resolve("metadata.properties");
    Files.writeString(settings, "metadata.max.age.ms=500\n");
    start(fleet("grown"), "--kafka-properties", settings.toString(), "--close-windows");
    assertThat(post(String.join("\n", readings(0, 100))).join().statusCode()).isEqualTo(200);
    String raw = stream.definition().raw().topic();
    try (Admin admin = Admin.create(stream.client())) {
      admin.createPartitions(Map.of(raw, NewPartitions.increaseTo(PARTITIONS + 2))).all().get();
    }
    int sent = 100;
    do {
      HttpResponse<String> answer = post(String.join("\n", readings(sent, 100))).join();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      sent += 100;
    } while (stream.records(raw).stream().noneMatch(record -> record.partition() > PARTITIONS));
    assertThat(gateway.stop()).isZero();

    assertThat(balanced()).isEqualTo(sent);
    assertThat(notes).isEmpty();
  }

  @Test
  void aTopicThatIsMadeAgainEndsTheGatewayAndTheNextOneHasALedgerOfItsOwn() throws Exception {
    start(fleet("again"));
    assertThat(post(String.join("\n", readings(0, 100))).join().statusCode()).isEqualTo(200);
    String raw = stream.definition().raw().topic();
    try (Admin admin = Admin.create(stream.client())) {
      admin.deleteTopics(List.of(raw)).all().get();
      TestStream.await(
          () -> assertThat(ready().body()).contains("the topic " + raw + " is missing"));
      assertThat(ready().statusCode()).isEqualTo(503);
      NewTopics.create(admin, List.of(new NewTopic(raw, PARTITIONS, (short) 1)));
    }
    assertThat(gateway.await()).isEqualTo(1);

    gateway.start();
    assertThat(post(String.join("\n", readings(100, 10))).join().statusCode()).isEqualTo(200);
    assertThat(gateway.stop()).isZero();
    assertThat(balanced()).isEqualTo(10);
  }

  /** Posts batches until the gateway is gone. */
  private void flood(AtomicInteger next, Collection<String> accepted, CountDownLatch batches) {
    try {
      while (true) {
        List<String> batch = readings(next.getAndIncrement() * 100, 100);
        if (post(String.join("\n", batch)).join().statusCode() == 200) {
          accepted.addAll(batch);
          batches.countDown();
        }
      }
    } catch (CompletionException e) {
      // killed
    }
  }
}
