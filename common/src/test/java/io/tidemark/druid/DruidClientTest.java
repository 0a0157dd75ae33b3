package io.tidemark.druid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DruidClientTest {
  private static final String STATUS = "GET /status";
  private static final String SQL = "POST /druid/v2/sql";
  private static final Duration SHORT = Duration.ofMillis(100);

  @AutoClose private final FakeDruid druid = new FakeDruid();
  private DruidClient client;

  @BeforeEach
  void start() {
    client = druid.client();
  }

  @Test
  void anAnswerHasItsJsonAndTheServersTime() {
    druid.on(STATUS, 200, "{\"version\":\"33.0.0\"}");

    DruidAnswer answer = client.get("/status");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("version").asText()).isEqualTo("33.0.0");
    assertThat(answer.date()).isPresent();
  }

  @Test
  void aPostSendsJson() {
    druid.on("POST /task", 200, "{}");
    client.post("/task", "{\"a\":1}");
    assertThat(druid.bodies("POST /task")).containsExactly("{\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void aFailureOfAServiceIsRetryable(int status) {
    druid.on(STATUS, status, "{\"error\":\"no server\"}");

    assertThatThrownBy(() -> client.get("/status").body())
        .isInstanceOf(RetryableException.class)
        .hasMessage("GET /status: Druid answers HTTP " + status + ": no server");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 404})
  void aRejectedRequestIsNotRetryable(int status) {
    druid.on(STATUS, status, "{\"error\":\"not so\"}");

    assertThatThrownBy(() -> client.get("/status").body())
        .isInstanceOf(DruidError.class)
        .hasMessage("GET /status: Druid answers HTTP " + status + ": not so");
  }

  @Test
  void theMessageOfAnErrorIsReadInEachForm() {
    assertThat(reason("{\"error\":\"druidException\",\"errorMessage\":\"no\\n  server\"}"))
        .isEqualTo("HTTP 500: no server");
    assertThat(reason("{\"error\":\"Unknown granularity\"}"))
        .isEqualTo("HTTP 500: Unknown granularity");
    assertThat(reason("{\"message\":\"too many\"}")).isEqualTo("HTTP 500: too many");
    assertThat(reason("<html><head><TITLE>Error 502 Bad Gateway</TITLE></head></html>"))
        .isEqualTo("HTTP 500: Error 502 Bad Gateway");
    assertThat(reason("plain\nwords\n")).isEqualTo("HTTP 500: plain words");
    assertThat(reason("x".repeat(2_000))).hasSizeLessThan(520).endsWith("x…");
  }

  @Test
  void anErrorWithoutAMessageIsItsStatus() {
    assertThat(reason("")).isEqualTo("HTTP 500");
    assertThat(reason("<html>")).isEqualTo("HTTP 500");
    assertThat(reason("{\"healthy\":false}")).isEqualTo("HTTP 500");
  }

  @Test
  void aConnectionThatIsRefusedNamesTheAddress() {
    druid.close();

    assertThatThrownBy(() -> client.get("/status"))
        .isInstanceOf(RetryableException.class)
        .hasMessage("no answer from " + druid.address() + ": connection refused")
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void aMissingAnswerEndsAtTheTimeout() {
    druid.silent(STATUS);

    assertThatThrownBy(() -> client.withAnswerWithin(SHORT).get("/status"))
        .isInstanceOf(RetryableException.class)
        .hasMessage("no answer from " + druid.address() + ": none within 100 ms");
  }

  @Test
  void anAnswerThatStallsEndsAtTheTimeout() {
    druid.stalling(STATUS, "{\"version\":");

    assertThatThrownBy(() -> client.withAnswerWithin(SHORT).get("/status"))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("none within 100 ms");
  }

  @Test
  void aTruncatedAnswerIsRetryable() {
    druid.breakingOff(STATUS, "{\"version\":").on(STATUS, 200, "{}");

    assertThatThrownBy(() -> client.get("/status"))
        .isInstanceOf(RetryableException.class)
        .hasMessageStartingWith("the answer from " + druid.address() + " breaks off: ");
    assertThat(client.get("/status").status()).isEqualTo(200);
  }

  @Test
  void aQueryUsesNoCacheAndHasTheTimeoutOfTheAnswer() throws IOException {
    druid.on(SQL, 200, "[[1,\"a\"]]");

    assertThat(client.withAnswerWithin(Duration.ofMinutes(2)).rows("SELECT 1").orElseThrow())
        .hasToString("[[1,\"a\"]]");
    JsonNode query = new ObjectMapper().readTree(druid.bodies(SQL).get(0));
    assertThat(query.path("query").asText()).isEqualTo("SELECT 1");
    assertThat(query.at("/context/useCache").asBoolean(true)).isFalse();
    assertThat(query.at("/context/useResultLevelCache").asBoolean(true)).isFalse();
    assertThat(query.at("/context/timeout").asLong()).isEqualTo(120_000);
  }

  @Test
  void numbersAreRowsOfWholeNumbersAndNullIsNone() {
    druid.on(SQL, 200, "[[-10000,5],[0,3.0],[10000,null]]");

    assertThat(client.numbers("SELECT 1").orElseThrow())
        .containsExactly(new long[] {-10_000, 5}, new long[] {0, 3}, new long[] {10_000, 0});
  }

  @Test
  void aDatasourceThatDoesNotExistHasNoAnswer() {
    druid.on(
        SQL, 400, "{\"error\":\"x\",\"errorMessage\":\"Object 'doors' not found within 'd'\"}");

    assertThat(client.rows("SELECT 1")).isEmpty();
    assertThat(client.numbers("SELECT 1")).isEmpty();
  }

  @Test
  void aRejectedQueryIsNotRetryable() {
    druid.on(SQL, 400, "{\"errorMessage\":\"Column 'x' not found in any table\"}");

    assertThatThrownBy(() -> client.rows("SELECT x"))
        .isInstanceOf(DruidError.class)
        .hasMessageContaining("HTTP 400: Column 'x' not found in any table");
    assertThatThrownBy(() -> client.numbers("SELECT x")).isInstanceOf(DruidError.class);
    assertThatThrownBy(() -> client.lines("SELECT x", line -> {})).isInstanceOf(DruidError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[0,3],[1,", "[[0,3]", "<html>hello</html>", "{}"})
  void anIncompleteAnswerIsNoAnswer(String body) {
    druid.on(SQL, 200, body);

    assertThatThrownBy(() -> client.rows("SELECT 1")).isInstanceOf(RetryableException.class);
    assertThatThrownBy(() -> client.numbers("SELECT 1"))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("breaks off")
        .hasMessageNotContaining("\n");
  }

  @Test
  void linesArePassedOnOneByOneUpToTheEmptyOne() {
    druid.on(SQL, 200, "[1]\n[2]\n\n");
    assertThat(lines()).containsExactly("[1]", "[2]");
    druid.only(SQL, 200, "\n");
    assertThat(lines()).isEmpty();
  }

  @Test
  void linesWithoutAFinalEmptyLineAreTruncated() {
    druid.on(SQL, 200, "[1]\n[2]\n").on(SQL, 200, "").breakingOff(SQL, "[1]\n[2]\n");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(this::lines)
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("breaks off");
    }
  }

  @Test
  void anInterruptedRequestLeavesTheThreadInterrupted() {
    druid.silent(STATUS);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.get("/status"))
        .isInstanceOf(UserError.class)
        .isNotInstanceOf(RetryableException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private String reason(String body) {
    druid.only(STATUS, 500, body);
    return client.get("/status").reason();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    client.lines("SELECT 1", lines::add);
    return lines;
  }
}
