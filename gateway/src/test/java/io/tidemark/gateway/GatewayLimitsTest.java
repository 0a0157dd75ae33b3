package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.TestGateway.Setup;
import io.tidemark.testing.Definitions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatewayLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private static String reading(int n) {
    return "{\"time\":1772323200000,\"entity\":" + n + ",\"temp\":20.13,\"state\":\"on\"}";
  }

  @Test
  void aLongBodyIsRefusedByItsLengthAndByItsChunks() throws Exception {
    try (TestGateway gateway = new Setup().maxBody(1_000).open(Definitions.sample())) {
      String longBody = "[" + reading(1) + " ".repeat(1_000) + "]";
      HttpResponse<String> byLength = gateway.postJson(longBody);
      assertThat(byLength.statusCode()).isEqualTo(413);
      HttpRequest.BodyPublisher chunked =
          HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(longBody));
      assertThat(gateway.send(gateway.json("").POST(chunked)).statusCode()).isEqualTo(413);
      assertThat(gateway.sent()).isEmpty();
    }
  }

  @Test
  void aGzipBombIsStoppedAtTheLimit() throws Exception {
    try (TestGateway gateway = new Setup().maxBody(100_000).open(Definitions.sample())) {
      byte[] bomb = GatewayTest.gzip("[" + " ".repeat(50_000_000) + reading(1) + "]");
      assertThat(bomb).hasSizeLessThan(100_000);
      HttpResponse<String> answer =
          gateway.send(
              gateway
                  .json("")
                  .header("Content-Encoding", "gzip")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(bomb)));

      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(gateway.sent()).isEmpty();
    }
  }

  @Test
  void manyReadingsInOneRequestAreRefused() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      String[] lines = new String[1_001];
      Arrays.setAll(lines, GatewayLimitsTest::reading);
      assertThat(gateway.postLines(lines).statusCode()).isEqualTo(413);
      assertThat(gateway.postJson("[" + String.join(",", lines) + "]").statusCode()).isEqualTo(413);
      assertThat(gateway.sent()).isEmpty();
    }
  }

  @Test
  void aLongHeadIsRefused() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      HttpResponse<String> answer =
          gateway.send(gateway.json(reading(1)).header("X-Long", "x".repeat(10_000)));
      assertThat(answer.statusCode()).isEqualTo(431);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }
  }

  @Test
  void aBodyThatDoesNotComeEndsTheRequestAndDoesNotSlowOthers() throws Exception {
    try (TestGateway gateway = new Setup().maxTime(SHORT).open(Definitions.sample());
        RawConnection slow = new RawConnection(gateway)) {
      slow.write(
          "POST /log HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100\r\n\r\n{");
      assertThat(gateway.postJson(reading(1)).statusCode()).isEqualTo(200);
      assertThat(slow.read()).startsWith("HTTP/1.1 408").contains("Connection: close");
      assertThat(gateway.sent()).containsExactly(reading(1));
    }
  }

  @Test
  void beyondTheLimitOfPendingBytesRequestsAreRefusedAndEachOtherOneIsInTheTopic()
      throws Exception {
    try (TestGateway gateway = new Setup().maxPending(2_000).open(Definitions.sample())) {
      gateway.broker.hold();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(gateway.sendLater(gateway.json(reading(i))));
      }
      // the others wait for Kafka
      while (answers.stream().filter(CompletableFuture::isDone).count() < 10) {
        Thread.onSpinWait();
      }
      HttpResponse<String> refused =
          answers.stream().filter(CompletableFuture::isDone).findFirst().orElseThrow().join();
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      HttpResponse<String> ready = gateway.get("/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("overloaded");
      assertThat(gateway.get("/health").statusCode()).isEqualTo(200);

      gateway.broker.acknowledge();
      List<String> accepted = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        int status = answers.get(i).join().statusCode();
        assertThat(status).isIn(200, 429);
        if (status == 200) {
          accepted.add(reading(i));
        }
      }
      assertThat(accepted).isNotEmpty();
      assertThat(gateway.sent()).containsExactlyInAnyOrderElementsOf(accepted);
      assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatKafkaDoesNotAcknowledgeInTimeIsUnavailableAndStillCountedWhenItDoes() throws Exception {
    try (TestGateway gateway = new Setup().maxTime(SHORT).open(Definitions.sample())) {
      gateway.broker.hold();
      HttpResponse<String> late = gateway.postJson(reading(1));
      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.headers().firstValue("Retry-After")).hasValue("5");
      gateway.broker.acknowledge();
      assertThat(gateway.stop().sent()).isEqualTo(1);
    }
  }

  @Test
  void whatKafkaRefusesIsUnavailableAndNotCounted() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      gateway.broker.hold();
      CompletableFuture<HttpResponse<String>> answer =
          gateway.sendLater(gateway.lines(reading(1), reading(2), reading(3)));
      gateway.awaitRecords(3);
      gateway.broker.acknowledge(1);
      gateway.broker.refuse();

      assertThat(answer.join().statusCode()).isEqualTo(503);
      assertThat(answer.join().body()).contains("2 of 3 readings");
      assertThat(gateway.get("/ready").statusCode()).isEqualTo(503);
      assertThat(gateway.stop().sent()).isEqualTo(1);
    }
  }

  @Test
  void aStoppingGatewayTakesNothingAndAnswersWhatIsAtWork() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      gateway.broker.hold();
      CompletableFuture<HttpResponse<String>> atWork = gateway.sendLater(gateway.json(reading(1)));
      gateway.awaitRecords(1);
      CompletableFuture<Long> sent =
          CompletableFuture.supplyAsync(
              () -> gateway.gateway.stop(Duration.ofSeconds(30), true).get(0).sent());
      while (gateway.get("/ready").statusCode() == 200) {
        Thread.onSpinWait();
      }
      assertThat(gateway.postJson(reading(2)).statusCode()).isEqualTo(503);
      gateway.broker.acknowledge();

      assertThat(atWork.join().statusCode()).isEqualTo(200);
      assertThat(sent.join()).isEqualTo(1);
      assertThat(gateway.sent())
          .containsExactly(
              reading(1),
              "{\"time\":1772323440000,\"heartbeat\":true}",
              "{\"time\":1772323440000,\"heartbeat\":true}");
    }
  }
}
