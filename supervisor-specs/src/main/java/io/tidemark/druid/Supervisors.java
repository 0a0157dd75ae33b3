package io.tidemark.druid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.Router.Answer;
import java.util.Optional;
import java.util.Set;

/**
 * The Overlord's supervisors and their datasources. Each method asks once; it throws {@link NotYet}
 * when asking again later may help.
 */
final class Supervisors {
  private static final String INDEXER = "/druid/indexer/v1";

  /** The states of a supervisor that has connected to its topic and has its tasks. */
  private static final Set<String> AT_WORK = Set.of("RUNNING", "IDLE");

  private final Router router;

  Supervisors(Router router) {
    this.router = router;
  }

  /** Returns once the Overlord leads and can be reached through the router. */
  void ready() {
    Answer answer = router.get(INDEXER + "/isLeader");
    if (answer.status() == 404) {
      throw new NotYet(
          "HTTP 404: is this the router, with druid.router.managementProxy.enabled=true?");
    }
    answer.body();
  }

  /** The version of the spec that a supervisor runs with; empty when there is none. */
  Optional<String> version(String id) {
    Answer answer = router.get(supervisor(id));
    if (answer.status() == 404) {
      return Optional.empty();
    }
    answer.body();
    // the newest is the first; a spec that was posted again unchanged makes no version
    JsonNode history = router.get(supervisor(id) + "/history").body();
    return Optional.of(history.path(0).path("version").asText());
  }

  /**
   * Hands a spec in; a supervisor that runs with the same spec goes on undisturbed.
   *
   * @throws UserError when Druid refuses the spec
   */
  void post(ObjectNode spec) {
    router.post(INDEXER + "/supervisor?skipRestartIfUnmodified=true", spec.toString()).body();
  }

  /** The state of a supervisor that is healthy and at work, RUNNING or IDLE. */
  String health(String id) {
    Answer health = router.get(supervisor(id) + "/health");
    if (health.status() != 200 && health.status() != 503) {
      health.body();
    }
    JsonNode status = status(id);
    String state = status.path("detailedState").asText();
    if (health.status() != 200 || !AT_WORK.contains(state)) {
      throw new NotYet(words(status));
    }
    return state;
  }

  /** How many rows can be queried, at least one. */
  long rows(String datasource) {
    ObjectNode query = JsonNodeFactory.instance.objectNode();
    query.put("query", "SELECT COUNT(*) AS \"rows\" FROM \"" + datasource + "\"");
    Answer answer = router.post("/druid/v2/sql", query.toString());
    // a datasource appears with its first segment
    boolean unknown = answer.status() == 400 && answer.message().contains("not found");
    long rows = unknown ? 0 : answer.body().path(0).path("rows").asLong();
    if (rows == 0) {
      int pending = runningTasks(datasource, "pending");
      throw new NotYet(
          "no rows; supervisor "
              + words(status(datasource))
              + (pending == 0 ? "" : "; " + pending + " tasks wait for a free worker slot"));
    }
    return rows;
  }

  /**
   * Asks a supervisor to end and its tasks to publish what they have.
   *
   * @return false when there is no such supervisor
   */
  boolean terminate(String id) {
    Answer answer = router.post(supervisor(id) + "/terminate", "");
    if (answer.status() == 404) {
      return false;
    }
    answer.body();
    return true;
  }

  /** Returns once neither the supervisor nor a task of it is left. */
  void gone(String id) {
    Answer answer = router.get(supervisor(id));
    if (answer.status() != 404) {
      answer.body();
      throw new NotYet("it still runs");
    }
    int tasks = runningTasks(id, "running") + runningTasks(id, "pending");
    if (tasks > 0) {
      throw new NotYet(tasks + " of its tasks still publish");
    }
  }

  private int runningTasks(String datasource, String state) {
    return router
        .get(INDEXER + "/tasks?type=index_kafka&state=" + state + "&datasource=" + datasource)
        .body()
        .size();
  }

  private JsonNode status(String id) {
    return router.get(supervisor(id) + "/status").body().path("payload");
  }

  private static String words(JsonNode status) {
    String words = status.path("detailedState").asText("of unknown state");
    JsonNode errors = status.path("recentErrors");
    JsonNode last = errors.path(errors.size() - 1);
    if (last.path("message").isTextual()) {
      words += ", last error: " + last.get("message").textValue().lines().findFirst().orElse("");
    }
    return words;
  }

  private static String supervisor(String id) {
    return INDEXER + "/supervisor/" + id;
  }
}
