package io.tidemark.generator.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatewaySenderTest {
  /** A request as the gateway gets it. */
  private record Got(String path, String key, String token, String body) {}

  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private final HttpServer server = server();
  private final ReadingSender sender =
      new GatewayDestination(
              URI.create("http://127.0.0.1:" + server.getAddress().getPort()), 2, "s3cret")
          .open(Definitions.sample(), null);

  private HttpServer server() {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      made.createContext("/", this::answer);
      made.start();
      return made;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    got.add(
        new Got(
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders().getFirst("Idempotency-Key"),
            exchange.getRequestHeaders().getFirst("Authorization"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    Integer status = statuses.poll();
    if (status != null && status == 0) {
      return;
    }
    byte[] answer = "{\"error\":\"no\"}".getBytes(UTF_8);
    exchange.getResponseHeaders().add("Retry-After", "0");
    exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @AfterEach
  void close() {
    sender.close();
    server.stop(0);
  }

  private void send(String... values) {
    for (String value : values) {
      sender.send(null, value.getBytes(UTF_8), ReadingOutcome.AS_MEASURED);
    }
  }

  @Test
  void readingsAreSentInBatchesAsLines() {
    send("a", "b", "c");
    sender.flush();

    assertThat(got).extracting(Got::body).containsExactlyInAnyOrder("a\nb\n", "c\n");
    assertThat(got).extracting(Got::path).containsOnly("/log/sample");
    assertThat(got).extracting(Got::token).containsOnly("Bearer s3cret");
    assertThat(got).extracting(Got::key).doesNotHaveDuplicates();
    assertThat(sender.acknowledged()).isEqualTo(3);
    assertThat(sender.failures()).isZero();
  }

  @Test
  void aBatchThatIsNotTakenNowComesAgainWithItsKey() {
    statuses.addAll(List.of(503, 429));
    send("a", "b");
    sender.flush();

    assertThat(got).hasSize(3).extracting(Got::body).containsOnly("a\nb\n");
    assertThat(got).extracting(Got::key).containsOnly(got.get(0).key());
    assertThat(sender.acknowledged()).isEqualTo(2);
  }

  @Test
  void aBatchThatIsRefusedFailsWithTheReason() {
    statuses.add(400);
    send("a", "b");
    sender.flush();

    assertThat(got).hasSize(1);
    assertThat(sender.acknowledged()).isZero();
    assertThat(sender.failures()).isEqualTo(2);
    assertThat(sender.lastFailure()).hasMessageContaining("400").hasMessageContaining("no");
  }

  @Test
  void anAbortEndsTheWaitForAnAnswer() {
    statuses.add(0);
    send("a", "b");
    while (got.isEmpty()) {
      Thread.onSpinWait();
    }
    sender.abort();
    send("c");
    sender.flush();

    assertThat(sender.acknowledged()).isZero();
    assertThat(sender.failures()).isEqualTo(3);
    assertThat(sender.lastFailure()).hasMessageContaining("when the run was ended");
  }
}
