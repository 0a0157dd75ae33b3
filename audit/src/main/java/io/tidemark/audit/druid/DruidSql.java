package io.tidemark.audit.druid;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks Druid's router in SQL over HTTP for rows of whole numbers. */
final class DruidSql {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonFactory PARSERS = new ObjectMapper().getFactory();
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final int TRIES = 3;

  /** Nothing is taken from a cache and nothing is read in another time zone than UTC. */
  private static final Map<String, Object> CONTEXT =
      Map.of(
          "sqlTimeZone", "UTC",
          "timeout", ANSWER.toMillis(),
          "useCache", false,
          "populateCache", false,
          "useResultLevelCache", false,
          "populateResultLevelCache", false);

  private final URI router;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final RetryPolicy<Optional<List<long[]>>> retry;

  /**
   * @param router the router's address without a slash at its end
   * @param pause how long to wait before a question that failed is asked again
   */
  DruidSql(URI router, Duration pause) {
    this.router = router;
    // while a service of Druid's goes away or comes back, a question can fail once
    retry =
        RetryPolicy.<Optional<List<long[]>>>builder()
            .handle(DruidTrouble.class)
            .withMaxAttempts(TRIES)
            .withDelay(pause)
            .build();
  }

  /**
   * Asks.
   *
   * @return the rows, or nothing when there is no such datasource
   * @throws DruidTrouble when Druid cannot be reached or fails, which may pass
   * @throws UserError when Druid does not accept the question
   */
  Optional<List<long[]>> ask(String datasource, String sql) {
    return Failsafe.with(retry).get(() -> askOnce(datasource, sql));
  }

  private Optional<List<long[]>> askOnce(String datasource, String sql) {
    try {
      HttpResponse<InputStream> response =
          http.send(request(sql), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() == 200) {
          return Optional.of(rows(body));
        }
        String message = message(body.readAllBytes());
        if (message.contains("Object '" + datasource + "' not found")) {
          return Optional.empty();
        }
        throw refused(response.statusCode(), datasource, message);
      }
    } catch (ConnectException e) {
      throw new DruidTrouble(
          "Druid does not answer at "
              + router
              + "; name its router with --druid, or start one with './tidemark up'",
          e);
    } catch (IOException e) {
      throw new DruidTrouble(
          "Druid at "
              + router
              + " broke off the answer for "
              + datasource
              + ": "
              + e.getMessage()
              + "; look at its services, then run the audit again",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("stopped before the audit was done", e);
    }
  }

  private HttpRequest request(String sql) throws JsonProcessingException {
    String body =
        JSON.writeValueAsString(Map.of("query", sql, "resultFormat", "array", "context", CONTEXT));
    return HttpRequest.newBuilder(URI.create(router + "/druid/v2/sql"))
        .timeout(ANSWER)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** An answer that ends before its closing bracket is no answer. */
  private static List<long[]> rows(InputStream body) throws IOException {
    List<long[]> rows = new ArrayList<>();
    try (JsonParser parser = PARSERS.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("expected rows, found " + parser.currentToken());
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
          throw new IOException("expected a row, found " + parser.currentToken());
        }
        rows.add(row(parser));
      }
    }
    return rows;
  }

  private static long[] row(JsonParser parser) throws IOException {
    List<Long> row = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null) {
        throw new IOException("it ends in the middle of a row");
      }
      // a sum over nothing but nulls is null
      boolean none = parser.currentToken() == JsonToken.VALUE_NULL;
      row.add(none ? 0 : parser.getDecimalValue().longValueExact());
    }
    return row.stream().mapToLong(Long::longValue).toArray();
  }

  private UserError refused(int status, String datasource, String message) {
    String what = "HTTP " + status + (message.isEmpty() ? "" : ": " + message);
    if (status >= 500) {
      return new DruidTrouble(
          "Druid at "
              + router
              + " fails to count "
              + datasource
              + " ("
              + what
              + "); look at its services, then run the audit again",
          null);
    }
    return new UserError(
        "Druid at "
            + router
            + " does not count "
            + datasource
            + " ("
            + what
            + "); --druid must name Druid's router, and the datasource must be the one that"
            + " './tidemark attach' makes");
  }

  private static String message(byte[] body) {
    try {
      JsonNode error = JSON.readTree(body);
      return error.path("errorMessage").asText("").lines().findFirst().orElse("");
    } catch (IOException e) {
      // not Druid's own answer: its status says more than its text
      return "";
    }
  }
}
