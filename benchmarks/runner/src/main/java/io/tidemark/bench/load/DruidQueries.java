package io.tidemark.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Asks Druid's router in SQL, without any cache, and hands specs in. */
public final class DruidQueries {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Object> CONTEXT =
      Map.of(
          "sqlTimeZone", "UTC",
          "useCache", false,
          "populateCache", false,
          "useResultLevelCache", false,
          "populateResultLevelCache", false);

  private final String router;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * @param router the router's address without a slash at its end
   */
  public DruidQueries(String router) {
    this.router = router;
  }

  /**
   * Asks.
   *
   * @return an array of rows, each an array of values; empty while there is no such datasource
   * @throws UserError when Druid refuses
   * @throws IOException when it cannot be reached
   */
  public JsonNode ask(String query) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        post("/druid/v2/sql", Map.of("query", query, "resultFormat", "array", "context", CONTEXT));
    JsonNode answer = JSON.readTree(response.body());
    if (response.statusCode() == 200) {
      return answer;
    }
    if (answer.path("errorMessage").asText().matches("(?s)Object '.*' not found.*")) {
      return JSON.createArrayNode();
    }
    throw new UserError("Druid does not answer '" + query + "': " + answer);
  }

  /** The single number that a query answers with; 0 where it has none. */
  public long number(String query) throws IOException, InterruptedException {
    return ask(query).path(0).path(0).asLong();
  }

  /**
   * Lets a supervisor begin.
   *
   * @throws UserError when Druid refuses
   */
  public void attach(ObjectNode spec) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = post("/druid/indexer/v1/supervisor", spec);
    if (response.statusCode() != 200) {
      throw new UserError("Druid refuses a spec: " + new String(response.body(), UTF_8).strip());
    }
  }

  /**
   * Whether a supervisor knows that a task of its own is at work. One that is terminated before
   * leaves the task behind, which then goes on for its hour.
   */
  public boolean knowsItsTask(String supervisor) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(router + "/druid/indexer/v1/supervisor/" + supervisor + "/status"))
                .timeout(Duration.ofMinutes(2))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return JSON.readTree(response.body()).at("/payload/activeTasks/0/startTime").isTextual();
  }

  private HttpResponse<byte[]> post(String path, Object body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(router + path))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }
}
