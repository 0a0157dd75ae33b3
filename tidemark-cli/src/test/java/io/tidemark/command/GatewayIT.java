package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.RunLedgers;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.audit.topic.RawTopic;
import io.tidemark.audit.topic.TopicStations;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.process.ChildProcess;
import io.tidemark.process.ChildProgram;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process before a real broker, until its ledger. */
@Timeout(300)
class GatewayIT {
  private static final int PARTITIONS = 3;
  private static final Path SEED = Path.of("src/test/resources/field-cases/seed-weather.jsonl");
  private static final Duration GRACE = Duration.ofSeconds(30);

  @TempDir static Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private TestStream stream;
  private ChildProcess gateway;
  private String address;

  private void start(TestStream of, String... options) throws Exception {
    stream = of;
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
    serve(options);
  }

  private void serve(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("gateway", "--stream", stream.file()));
    all.addAll(List.of("--kafka", SharedStack.kafka().kafka(), "--port", "0"));
    all.addAll(List.of("--ledgers", stream.folder().resolve("ledgers").toString()));
    all.addAll(List.of(options));
    ProcessBuilder command =
        ChildProgram.tidemark(all).redirectError(ProcessBuilder.Redirect.INHERIT);
    gateway = ChildProcess.start("the gateway", command, GRACE);
    address = gateway.output().readLine().replaceFirst("readings at (http://[^/]*)/.*", "$1");
  }

  private CompletableFuture<HttpResponse<String>> post(String lines) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/log"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(lines))
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
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
    SentReadings sent =
        new RunLedgers(stream.folder().resolve("ledgers"), stream.definition())
            .of(now.id(), PARTITIONS);
    try (TopicStations stations = new TopicStations(stream.definition(), broker, limits)) {
      RawTopic raw = stations.raw(now, new ArrayList<>());
      assertThat(raw.readings()).isEqualTo(sent.totals().sent());
      assertThat(raw.raw().dead().readings()).isEqualTo(sent.totals().dead());
      assertThat(raw.count().windows()).isEqualTo(sent.count().windows());
      assertThat(raw.count().sums()).isEqualTo(sent.count().sums());
      Map<Integer, Long> partitions = new TreeMap<>();
      for (RawCount.Partition one : raw.raw().partitions()) {
        partitions.put(one.partition(), one.readings());
      }
      assertThat(partitions).isEqualTo(sent.partitions());
      assertThat(sent.heartbeats().acknowledged()).isEqualTo(raw.raw().heartbeats());
    }
    return sent.totals().sent();
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
    gateway.close();
    assertThat(gateway.await()).isZero();
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
            address,
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

  /** The readings in the journals of the stream. */
  private long journaled() throws IOException {
    long sent = 0;
    File[] journals = stream.folder().resolve("ledgers").toFile().listFiles();
    for (File journal : journals == null ? new File[0] : journals) {
      sent += LedgerJournal.read(journal.toPath()).map(RunLedger::sent).orElse(0L);
    }
    return sent;
  }

  @Test
  void aGatewayThatIsKilledLeavesWhatItHadJournaled() throws Exception {
    start(fleet("killed"));
    assertThat(post(String.join("\n", readings(0, 1_000))).join().statusCode()).isEqualTo(200);
    while (journaled() < 1_000) {
      Thread.onSpinWait();
    }
    gateway.handle().destroyForcibly();
    gateway.await();

    assertThat(balanced()).isEqualTo(1_000);
    serve();
    assertThat(post(String.join("\n", readings(1_000, 10))).join().statusCode()).isEqualTo(200);
    gateway.close();
    assertThat(balanced()).isEqualTo(1_010);
  }
}
