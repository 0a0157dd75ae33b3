package io.tidemark.audit.druid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.audit.station.Ingestion;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks Druid's supervisors what they say of themselves. It proves nothing, so one that is not there
 * or does not answer is simply not told of.
 */
final class SupervisorReports {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SAMPLES = 5;

  private final URI router;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /**
   * @param router the router's address without a slash at its end
   */
  SupervisorReports(URI router) {
    this.router = router;
  }

  /** What the tasks of a supervisor that run now have counted. */
  Optional<Ingestion> ingestion(String id) {
    return get(id, "stats").map(stats -> ingestion(id, stats));
  }

  /** How many offsets of its topic a supervisor's tasks have not read yet. */
  Optional<Long> lag(String id) {
    return get(id, "status")
        .map(status -> status.at("/payload/aggregateLag"))
        .filter(JsonNode::isIntegralNumber)
        .map(JsonNode::asLong);
  }

  private Ingestion ingestion(String id, JsonNode stats) {
    long processed = 0;
    long withError = 0;
    long thrownAway = 0;
    long unparseable = 0;
    // a task group has its tasks, a task its totals
    for (JsonNode totals : stats.findValues("totals")) {
      JsonNode rows = totals.path("buildSegments");
      processed += rows.path("processed").asLong();
      withError += rows.path("processedWithError").asLong();
      thrownAway += rows.path("thrownAway").asLong();
      unparseable += rows.path("unparseable").asLong();
    }
    List<String> errors =
        withError + unparseable == 0
            ? List.of()
            : get(id, "parseErrors").map(SupervisorReports::errors).orElse(List.of());
    return new Ingestion(id, processed, withError, thrownAway, unparseable, errors);
  }

  private static List<String> errors(JsonNode reports) {
    List<String> errors = new ArrayList<>();
    for (JsonNode report : reports) {
      String error = report.path("details").path(0).asText();
      if (!error.isEmpty() && errors.size() < SAMPLES) {
        errors.add(error.lines().findFirst().orElse(""));
      }
    }
    return errors;
  }

  private Optional<JsonNode> get(String id, String what) {
    String path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20") + "/" + what;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(router + "/druid/indexer/v1/supervisor/" + path))
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return response.statusCode() == 200
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("stopped before the audit was done", e);
    }
  }
}
