package io.tidemark.audit.druid;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.audit.station.Ingestion;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidReader;
import io.tidemark.retry.RetryableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what Druid's supervisors report about themselves. It is no proof, so a supervisor that does
 * not exist or does not answer is left out.
 */
final class SupervisorReports {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int SAMPLES = 5;

  private final DruidReader druid;

  SupervisorReports(DruidReader druid) {
    this.druid = druid.withAnswerWithin(LIMIT);
  }

  /** What the tasks of a supervisor that run now have counted. */
  Optional<Ingestion> ingestion(String id) {
    return get(id, "stats").map(stats -> ingestion(id, stats));
  }

  /**
   * The state of a supervisor and its tasks.
   *
   * @param ends the offset after the last record of its topic, by partition
   */
  Optional<SupervisorStatus> state(String id, Map<Integer, Long> ends) {
    return get(id, "status")
        .map(status -> status.path("payload"))
        .filter(payload -> payload.path("healthy").isBoolean())
        .map(payload -> SupervisorStatus.of(payload, ends));
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
    try {
      DruidAnswer answer = druid.get("/druid/indexer/v1/supervisor/" + path);
      return Optional.of(answer.json())
          .filter(json -> answer.status() == 200 && !json.isMissingNode());
    } catch (RetryableException e) {
      return Optional.empty();
    }
  }
}
