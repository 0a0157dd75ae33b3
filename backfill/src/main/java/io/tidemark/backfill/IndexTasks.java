package io.tidemark.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidClient;
import io.tidemark.retry.RetryableException;

/**
 * The Overlord's task API. Each method sends one request; it throws {@link RetryableException} when
 * a later attempt may succeed.
 */
final class IndexTasks {
  private static final String INDEXER = "/druid/indexer/v1";

  private final DruidClient router;

  IndexTasks(DruidClient router) {
    this.router = router;
  }

  /** Submits a task that has an id. Submitting it twice has no effect. */
  void submit(ObjectNode task) {
    DruidAnswer answer = router.post(INDEXER + "/task", task.toString());
    if (!(answer.status() == 400 && answer.message().contains("already exists"))) {
      answer.body();
    }
  }

  /** Returns when a task runs, and so holds its locks, or has ended. */
  void begun(String id) {
    JsonNode status = status(id);
    String place = status.path("runnerStatusCode").asText();
    if (status.path("statusCode").asText().equals("RUNNING") && !place.equals("RUNNING")) {
      throw new RetryableException(
          place.equals("WAITING")
              ? "it waits for its lock: another task works on the same time"
              : "it waits for a free worker slot");
    }
  }

  /** The error of a task that failed, or an empty text when it succeeded. */
  String result(String id) {
    JsonNode status = status(id);
    return switch (status.path("statusCode").asText()) {
      case "SUCCESS" -> "";
      case "FAILED" -> status.path("errorMsg").asText("no message").lines().findFirst().orElse("");
      default -> throw new RetryableException("it is at work");
    };
  }

  /**
   * Shuts a task down. Druid discards the segments that it has not published.
   *
   * @return false when there is no such task
   */
  boolean shutDown(String id) {
    DruidAnswer answer = router.post(INDEXER + "/task/" + id + "/shutdown", "");
    if (answer.status() == 404) {
      return false;
    }
    answer.body();
    return true;
  }

  private JsonNode status(String id) {
    DruidAnswer answer = router.get(INDEXER + "/task/" + id + "/status");
    if (answer.status() == 404) {
      throw new RetryableException("Druid does not list it yet");
    }
    return answer.body().path("status");
  }
}
