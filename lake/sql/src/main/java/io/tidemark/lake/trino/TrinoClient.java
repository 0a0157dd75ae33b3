package io.tidemark.lake.trino;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs statements by Trino's HTTP protocol.
 *
 * @see <a href="https://trino.io/docs/current/develop/client-protocol.html">the protocol</a>
 */
final class TrinoClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI server;
  private final String schema;

  /**
   * @param schema that names without one are in, in the catalog {@code lake}
   */
  TrinoClient(URI server, String schema) {
    this.server = server;
    this.schema = schema;
  }

  /**
   * Runs a statement and returns its rows, each an array.
   *
   * @throws RetryableException when the server cannot be reached, or is not ready
   * @throws UserError when the statement fails
   */
  List<JsonNode> rows(String sql) {
    List<JsonNode> rows = new ArrayList<>();
    JsonNode page =
        send(
            HttpRequest.newBuilder(server.resolve("/v1/statement"))
                .POST(BodyPublishers.ofString(sql)));
    while (true) {
      if (page.has("error")) {
        throw failed(page.get("error"));
      }
      page.path("data").forEach(rows::add);
      if (!page.has("nextUri")) {
        return rows;
      }
      page = send(HttpRequest.newBuilder(URI.create(page.get("nextUri").asText())).GET());
    }
  }

  private static UserError failed(JsonNode error) {
    String message = error.path("message").asText();
    return switch (error.path("errorName").asText()) {
      case "SERVER_STARTING_UP", "NO_NODES_AVAILABLE" -> new RetryableException(message);
      default -> new UserError("Trino: " + message);
    };
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(
              request
                  .timeout(TIMEOUT)
                  .header("X-Trino-User", "tidemark")
                  .header("X-Trino-Catalog", "lake")
                  .header("X-Trino-Schema", schema)
                  .header("X-Trino-Time-Zone", "UTC")
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new RetryableException("its answer has the status " + answer.statusCode());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new RetryableException("it does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while waiting for Trino", e);
    }
  }
}
