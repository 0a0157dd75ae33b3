package io.tidemark.audit.druid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.audit.fixture.Streams;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DruidSqlTest {
  private record Answer(int status, String body) {}

  private final List<JsonNode> questions = new ArrayList<>();
  private HttpServer router;
  private Iterator<Answer> answers;

  @BeforeEach
  void start() throws IOException {
    router = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    router.createContext(
        "/druid/v2/sql",
        exchange -> {
          questions.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
          Answer answer = answers.next();
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    router.start();
  }

  @AfterEach
  void stop() {
    router.stop(0);
  }

  @Test
  void readsRowsOfWholeNumbers() {
    answer(200, "[[-10000,5,2],[0,3.0,1],[10000,null,1]]");

    assertThat(ask())
        .hasValueSatisfying(
            rows ->
                assertThat(rows)
                    .containsExactly(
                        new long[] {-10000, 5, 2}, new long[] {0, 3, 1}, new long[] {10000, 0, 1}));
    assertThat(questions.get(0).get("query").asText()).isEqualTo("SELECT 1");
    assertThat(questions.get(0).get("context").get("useCache").asBoolean()).isFalse();
  }

  @Test
  void hasNoRowsForADatasourceThatDoesNotExist() {
    answer(
        400,
        "{\"error\":\"druidException\",\"errorCode\":\"invalidInput\","
            + "\"errorMessage\":\"Object 'sensors-raw' not found within 'druid' (line [1],"
            + " column [22])\"}");

    assertThat(ask()).isEmpty();
    assertThat(questions).hasSize(1);
  }

  @Test
  void tellsWhatDruidDoesNotAccept() {
    answer(400, "{\"errorMessage\":\"Column 'readings' not found in any table\"}");

    assertThatThrownBy(this::ask)
        .isInstanceOf(UserError.class)
        .isNotInstanceOf(DruidTrouble.class)
        .hasMessageContaining(address())
        .hasMessageContaining("sensors-raw (HTTP 400: Column 'readings' not found in any table)")
        .hasMessageContaining("--druid");
    assertThat(questions).hasSize(1);
  }

  @Test
  void asksAgainWhenAServiceFailsOnce() {
    answers =
        List.of(new Answer(500, "{\"errorMessage\":\"no server\"}"), new Answer(200, "[]"))
            .iterator();

    assertThat(ask()).hasValueSatisfying(rows -> assertThat(rows).isEmpty());
  }

  @Test
  void givesUpWhenAServiceKeepsFailing() {
    Answer failure = new Answer(503, "<html>");
    answers = List.of(failure, failure, failure).iterator();

    assertThatThrownBy(this::ask)
        .isInstanceOf(DruidTrouble.class)
        .hasMessageContaining("fails to count sensors-raw (HTTP 503)");
    assertThat(questions).hasSize(3);
  }

  @Test
  void doesNotTakeHalfAnAnswerForAnAnswer() {
    Answer half = new Answer(200, "[[0,3,1],[10000,");
    answers = List.of(half, half, half).iterator();

    assertThatThrownBy(this::ask)
        .isInstanceOf(DruidTrouble.class)
        .hasMessageContaining("broke off the answer for sensors-raw");
  }

  @Test
  void namesTheAddressWhereNothingAnswers() {
    router.stop(0);

    assertThatThrownBy(this::ask)
        .isInstanceOf(DruidTrouble.class)
        .hasMessage(
            "Druid does not answer at "
                + address()
                + "; name its router with --druid, or start one with './tidemark up'");
  }

  @Test
  void countsTheTwoDatasourcesByWindow() {
    answers =
        List.of(
                new Answer(200, "[[60000,5,5]]"),
                new Answer(200, "[[60000,5,2]]"),
                new Answer(200, "[]"))
            .iterator();
    DruidCounts counts = new DruidCounts(sql(), Streams.minutes());

    assertThat(counts.raw().orElseThrow().windows()).isEqualTo(Map.of(60_000L, 5L));
    assertThat(counts.aggregated().orElseThrow())
        .satisfies(found -> assertThat(found.count().rows()).isEqualTo(2))
        .satisfies(found -> assertThat(found.count().readings()).isEqualTo(5))
        .satisfies(found -> assertThat(found.again()).isEmpty());
    assertThat(questions.get(0).get("query").asText())
        .isEqualTo(
            "SELECT TIMESTAMP_TO_MILLIS(__time) - MOD(MOD(TIMESTAMP_TO_MILLIS(__time), 60000)"
                + " + 60000, 60000), COUNT(*), COUNT(*) FROM \"druid\".\"sensors-raw\""
                + " GROUP BY 1");
    assertThat(questions.get(1).get("query").asText())
        .isEqualTo(
            "SELECT TIMESTAMP_TO_MILLIS(__time), SUM(\"readings\"), COUNT(*) FROM"
                + " \"druid\".\"sensors-aggregated\" GROUP BY 1");
  }

  @Test
  void findsRowsThatHaveTheSameKeyAndAsksForNotTooManyAtOnce() {
    answers =
        List.of(
                new Answer(200, "[[0,9,30000],[60000,9,30000],[120000,9,10000],[180000,9,70000]]"),
                new Answer(200, "[[0,3],[0,2]]"),
                new Answer(200, "[[60000,2]]"),
                new Answer(200, "[]"))
            .iterator();
    DruidCounts counts = new DruidCounts(sql(), Streams.minutes());

    assertThat(counts.aggregated().orElseThrow().again()).isEqualTo(Map.of(0L, 3L, 60_000L, 1L));
    assertThat(questions).hasSize(4);
    assertThat(questions.get(2).get("query").asText())
        .isEqualTo(
            "SELECT TIMESTAMP_TO_MILLIS(__time), COUNT(*) FROM \"druid\".\"sensors-aggregated\""
                + " WHERE __time >= MILLIS_TO_TIMESTAMP(60000) AND __time <="
                + " MILLIS_TO_TIMESTAMP(120000) GROUP BY __time, \"entity\" HAVING COUNT(*) > 1");
  }

  private Optional<List<long[]>> ask() {
    return sql().ask("sensors-raw", "SELECT 1");
  }

  private DruidSql sql() {
    return new DruidSql(URI.create(address()), Duration.ofMillis(1));
  }

  private void answer(int status, String body) {
    answers = List.of(new Answer(status, body)).iterator();
  }

  private String address() {
    return "http://127.0.0.1:" + router.getAddress().getPort();
  }
}
