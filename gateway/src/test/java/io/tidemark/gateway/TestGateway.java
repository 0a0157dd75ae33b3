package io.tidemark.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.gateway.http.BearerToken;
import io.tidemark.gateway.http.PemFiles;
import io.tidemark.gateway.http.RequestLimits;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.record.TimeLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A gateway on a free port before a broker in memory, and a client of it. */
final class TestGateway implements AutoCloseable {
  /** How a gateway of a test differs from others. */
  static final class Setup {
    private PemFiles tls;
    private BearerToken token;
    private int maxBody = 1 << 20;
    private int maxReadings = 1_000;
    private Duration maxTime = Duration.ofSeconds(30);
    private long maxPending = 32 << 20;
    private boolean deadLetters;
    private int longest = 1 << 20;

    Setup tls(PemFiles files) {
      tls = files;
      return this;
    }

    Setup token(String secret) {
      token = new BearerToken(secret);
      return this;
    }

    Setup maxBody(int bytes) {
      maxBody = bytes;
      return this;
    }

    Setup maxTime(Duration time) {
      maxTime = time;
      return this;
    }

    Setup maxPending(long bytes) {
      maxPending = bytes;
      return this;
    }

    Setup longest(int bytes) {
      longest = bytes;
      return this;
    }

    Setup deadLetters() {
      deadLetters = true;
      return this;
    }

    TestGateway open(StreamDefinition... streams) {
      return new TestGateway(this, streams);
    }
  }

  final TestBroker broker;
  final List<String> messages = new CopyOnWriteArrayList<>();
  final HttpClient client = HttpClient.newHttpClient();
  final Gateway gateway;

  private TestGateway(Setup setup, StreamDefinition... streams) {
    broker =
        new TestBroker(Stream.of(streams).map(one -> one.raw().topic()).toArray(String[]::new));
    gateway =
        new Gateway(
            List.of(streams),
            // the topic has got more partitions since
            stream -> new RawTopicState("id", 1, OptionalLong.empty()),
            broker,
            new GatewaySettings(
                "127.0.0.1",
                0,
                setup.tls,
                setup.token,
                new RequestLimits(setup.maxBody, setup.maxReadings, setup.maxTime),
                setup.maxPending,
                setup.deadLetters,
                setup.longest,
                TimeLimits.DEFAULT),
            new Metrics(streams[0].name()),
            messages::add);
  }

  static TestGateway of(StreamDefinition... streams) {
    return new Setup().open(streams);
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(gateway.address() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path));
  }

  HttpResponse<String> postJson(String body) throws IOException, InterruptedException {
    return send(json(body));
  }

  HttpResponse<String> postLines(String... lines) throws IOException, InterruptedException {
    return send(lines(lines));
  }

  HttpRequest.Builder json(String body) {
    return to("/log")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpRequest.Builder lines(String... lines) {
    return linesTo("/log", lines);
  }

  HttpRequest.Builder linesTo(String path, String... lines) {
    return to(path)
        .header("Content-Type", "application/x-ndjson")
        .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines)));
  }

  static JsonNode tree(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  /** The values of all records that were sent. */
  List<String> sent() {
    return broker.history().stream().map(record -> new String(record.value(), UTF_8)).toList();
  }

  List<ProducerRecord<byte[], byte[]>> records() {
    return broker.history();
  }

  /** Waits until the broker has got so many records. */
  void awaitRecords(int count) {
    while (broker.history().size() < count) {
      Thread.onSpinWait();
    }
  }

  /** Stops the gateway and returns its only ledger. */
  RunLedger stop() {
    return gateway.stop(Duration.ofSeconds(1), false).get(0);
  }

  @Override
  public void close() {
    gateway.close();
  }
}
