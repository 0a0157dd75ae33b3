package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.Definitions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdempotencyTest {
  private static final String FIRST = reading(1);
  private static final String SECOND = reading(2);
  private static final String THIRD = reading(3);

  private static String reading(int n) {
    return "{\"time\":1772323200000,\"entity\":" + n + ",\"temp\":20.13,\"state\":\"on\"}";
  }

  private static HttpRequest.Builder withKey(HttpRequest.Builder request) {
    return request.header("Idempotency-Key", "batch-17");
  }

  @Test
  void aRepetitionIsAnsweredAndNotSentAgain() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      HttpResponse<String> once = gateway.send(withKey(gateway.lines(FIRST, SECOND)));
      HttpResponse<String> twice = gateway.send(withKey(gateway.lines(FIRST, SECOND)));

      assertThat(twice.statusCode()).isEqualTo(200);
      assertThat(twice.body()).isEqualTo(once.body()).isEqualTo("{\"accepted\":2}");
      assertThat(gateway.sent()).containsExactly(FIRST, SECOND);
      assertThat(gateway.stop().sent()).isEqualTo(2);
    }
  }

  @Test
  void aRepetitionOfARequestAtWorkWaitsForItsResult() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      gateway.broker.hold();
      CompletableFuture<HttpResponse<String>> once =
          gateway.sendLater(withKey(gateway.lines(FIRST, SECOND)));
      gateway.awaitRecords(2);
      CompletableFuture<HttpResponse<String>> twice =
          gateway.sendLater(withKey(gateway.lines(FIRST, SECOND)));
      gateway.broker.acknowledge();

      assertThat(once.join().statusCode()).isEqualTo(200);
      assertThat(twice.join().statusCode()).isEqualTo(200);
      assertThat(gateway.sent()).containsExactly(FIRST, SECOND);
    }
  }

  @Test
  void aRepetitionOfWhatFailedSendsWhatKafkaHasNot() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      gateway.broker.hold();
      CompletableFuture<HttpResponse<String>> once =
          gateway.sendLater(withKey(gateway.lines(FIRST, SECOND, THIRD)));
      gateway.awaitRecords(3);
      gateway.broker.acknowledge(1);
      gateway.broker.refuse();
      assertThat(once.join().statusCode()).isEqualTo(503);
      gateway.broker.clear();
      gateway.broker.acknowledge();

      HttpResponse<String> again = gateway.send(withKey(gateway.lines(FIRST, SECOND, THIRD)));

      assertThat(again.body()).isEqualTo("{\"accepted\":3}");
      assertThat(gateway.sent()).containsExactly(SECOND, THIRD);
      assertThat(gateway.stop().sent()).isEqualTo(3);
    }
  }

  @Test
  void theKeyOfAnotherRequestIsRefused() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      gateway.send(withKey(gateway.lines(FIRST)));

      assertThat(gateway.send(withKey(gateway.lines(SECOND))).statusCode()).isEqualTo(422);
      assertThat(gateway.sent()).containsExactly(FIRST);
    }
  }

  @Test
  void aRefusedRequestMayBeCorrectedUnderItsKey() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      assertThat(gateway.send(withKey(gateway.lines("{}"))).statusCode()).isEqualTo(400);
      assertThat(gateway.send(withKey(gateway.lines(FIRST))).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aKeyThatIsTooLongIsRefused() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      HttpRequest.Builder request = gateway.lines(FIRST).header("Idempotency-Key", "k".repeat(201));
      assertThat(gateway.send(request).statusCode()).isEqualTo(400);
    }
  }
}
