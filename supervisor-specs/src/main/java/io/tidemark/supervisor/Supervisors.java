package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidClient;
import io.tidemark.druid.UnusedDatasource;
import io.tidemark.retry.RetryableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The Overlord's supervisors and their datasources. Each method sends its requests once; it throws
 * {@link RetryableException} when a later attempt may succeed.
 */
public final class Supervisors {
  private static final String INDEXER = "/druid/indexer/v1";

  /** The states of a supervisor that is connected to its topic and has its tasks. */
  private static final Set<String> HEALTHY_STATES = Set.of("RUNNING", "IDLE");

  /** The folder and the jar of the extension that reads definitions that are not plain. */
  private static final String EXTENSION = "tidemark-druid-input-format";

  /** A part of Druid's answer to a spec whose input format it does not know. */
  private static final String UNKNOWN_FORMAT = "type id '" + SupervisorSpecs.INPUT_FORMAT + "'";

  private final DruidClient router;

  public Supervisors(DruidClient router) {
    this.router = router;
  }

  /** Returns when the Overlord has a leader that is reachable through the router. */
  public void ready() {
    DruidAnswer answer = router.get(INDEXER + "/isLeader");
    if (answer.status() == 404) {
      throw new RetryableException(
          "HTTP 404: is this the router, with druid.router.managementProxy.enabled=true?");
    }
    answer.body();
  }

  /** The version of a supervisor's current spec; empty when there is no supervisor. */
  Optional<String> version(String id) {
    DruidAnswer answer = router.get(supervisor(id));
    if (answer.status() == 404) {
      return Optional.empty();
    }
    answer.body();
    // the newest comes first; posting an unchanged spec creates no version
    JsonNode history = router.get(supervisor(id) + "/history").body();
    return Optional.of(history.path(0).path("version").asText());
  }

  /**
   * Submits a spec; a supervisor that runs with the same spec does not restart.
   *
   * @throws UserError when Druid rejects the spec
   */
  void post(ObjectNode spec) {
    DruidAnswer answer =
        router.post(INDEXER + "/supervisor?skipRestartIfUnmodified=true", spec.toString());
    if (answer.status() == 400 && answer.text().contains(UNKNOWN_FORMAT)) {
      throw new UserError(
          "Druid does not have the extension "
              + EXTENSION
              + ", which reads the records of "
              + spec.at("/spec/ioConfig/topic").asText()
              + ": copy supervisor-specs/druid-input-format/target/"
              + EXTENSION
              + ".jar (./mvnw package makes it) into the folder extensions/"
              + EXTENSION
              + " of every Druid service, add the name to druid.extensions.loadList, and start"
              + " Druid again");
    }
    answer.body();
  }

  /** The state of a healthy supervisor, RUNNING or IDLE. */
  String health(String id) {
    DruidAnswer health = router.get(supervisor(id) + "/health");
    if (health.status() != 200 && health.status() != 503) {
      health.body();
    }
    JsonNode status = status(id);
    String state = status.path("detailedState").asText();
    if (health.status() == 200 && HEALTHY_STATES.contains(state)) {
      return state;
    }
    if (state.equals("UNHEALTHY_TASKS") && isReading(status)) {
      return "RUNNING, after tasks that failed";
    }
    throw new RetryableException(describe(status));
  }

  /**
   * Whether every active task has reported its offsets. After three failed tasks, for example when
   * the indexer was killed, a supervisor stays unhealthy for hours, until three tasks have
   * succeeded.
   */
  private static boolean isReading(JsonNode status) {
    JsonNode tasks = status.path("activeTasks");
    boolean all = !tasks.isEmpty();
    for (JsonNode task : tasks) {
      all &= !task.path("currentOffsets").isEmpty();
    }
    return all;
  }

  /** Discards a supervisor's offsets. */
  void reset(String id) {
    router.post(supervisor(id) + "/reset", "").body();
  }

  /** The spec of a supervisor as Druid returns it; empty when there is no supervisor. */
  public Optional<JsonNode> spec(String id) {
    DruidAnswer answer = router.get(supervisor(id));
    return answer.status() == 404 ? Optional.empty() : Optional.of(answer.body());
  }

  /**
   * The tasks of a supervisor and their progress.
   *
   * @param reading the ids of the tasks that read
   * @param publishing the ids of the tasks that publish the rows that they have read
   * @param began by partition, the start offsets of the reading tasks, which are the end offsets of
   *     the publishing ones
   * @param offsets by partition, the last reported offsets of the reading tasks: a lower bound,
   *     because reports are delayed
   */
  public record Work(
      boolean suspended,
      Set<String> reading,
      Set<String> publishing,
      Map<Integer, Long> began,
      Map<Integer, Long> offsets) {}

  /** The current tasks of a supervisor. */
  public Work work(String id) {
    JsonNode status = status(id);
    Map<Integer, Long> began = offsets(status, List.of("startingOffsets"));
    return new Work(
        status.path("suspended").asBoolean(),
        ids(status.path("activeTasks")),
        ids(status.path("publishingTasks")),
        began,
        offsets(status, List.of("startingOffsets", "currentOffsets")));
  }

  private static Set<String> ids(JsonNode tasks) {
    Set<String> ids = new TreeSet<>();
    tasks.forEach(task -> ids.add(task.path("id").asText()));
    return ids;
  }

  private static Map<Integer, Long> offsets(JsonNode status, List<String> names) {
    Map<Integer, Long> offsets = new TreeMap<>();
    for (JsonNode task : status.path("activeTasks")) {
      for (String name : names) {
        for (Map.Entry<String, JsonNode> offset : task.path(name).properties()) {
          offsets.merge(Integer.valueOf(offset.getKey()), offset.getValue().longValue(), Math::max);
        }
      }
    }
    return offsets;
  }

  /**
   * Requests a handoff: the reading tasks publish their rows, and the supervisor starts new tasks.
   *
   * @param groups the number of task groups
   */
  public void handOff(String id, int groups) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    ArrayNode ids = request.putArray("taskGroupIds");
    IntStream.range(0, groups).forEach(ids::add);
    router.post(supervisor(id) + "/taskGroups/handoff", request.toString()).body();
  }

  /** The number of rows that can be queried, at least one. */
  long rows(String datasource) {
    long rows =
        router
            .rows("SELECT COUNT(*) FROM \"" + datasource + "\"")
            .map(counted -> counted.path(0).path(0).asLong())
            .orElse(0L);
    if (rows == 0) {
      int pending = runningTasks(datasource, "pending");
      throw new RetryableException(
          "no rows; supervisor "
              + describe(status(datasource))
              + (pending == 0 ? "" : "; " + pending + " tasks wait for a free worker slot")
              + (UnusedDatasource.is(router, datasource)
                  ? "; it has segments that are not used: "
                      + UnusedDatasource.remedy(router, datasource)
                  : ""));
    }
    return rows;
  }

  /**
   * Terminates a supervisor; its tasks publish their rows.
   *
   * @return false when there is no such supervisor
   */
  boolean terminate(String id) {
    DruidAnswer answer = router.post(supervisor(id) + "/terminate", "");
    if (answer.status() == 404) {
      return false;
    }
    answer.body();
    return true;
  }

  /** Returns when the supervisor and all of its tasks have ended. */
  void gone(String id) {
    DruidAnswer answer = router.get(supervisor(id));
    if (answer.status() != 404) {
      answer.body();
      throw new RetryableException("it still runs");
    }
    idle(id);
  }

  /** Returns when all tasks of a supervisor that was terminated or suspended have ended. */
  void idle(String id) {
    int tasks = runningTasks(id, "running") + runningTasks(id, "pending");
    if (tasks > 0) {
      throw new RetryableException(tasks + " of its tasks still publish");
    }
  }

  /** Whether Druid has ever had a supervisor of this id. */
  boolean isKnown(String id) {
    DruidAnswer answer = router.get(supervisor(id) + "/history");
    return answer.status() != 404 && !answer.body().isEmpty();
  }

  /** Suspends a supervisor: its tasks publish their rows, and no new ones start. */
  void suspend(String id) {
    router.post(supervisor(id) + "/suspend", "").body();
  }

  /** Lets a suspended supervisor go on from its committed offsets. */
  void resume(String id) {
    router.post(supervisor(id) + "/resume", "").body();
  }

  /**
   * Replaces the committed offset of one partition. Druid does so a moment after its answer.
   *
   * @param offset of the next record that the supervisor reads
   */
  void move(String id, int partition, long offset) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("type", "kafka");
    ObjectNode partitions = request.putObject("partitions").put("type", "end").put("stream", id);
    partitions.putObject("partitionSequenceNumberMap").put(Integer.toString(partition), offset);
    router.post(supervisor(id) + "/resetOffsets", request.toString()).body();
  }

  /**
   * The committed offset of a partition: that of the first record whose row is not published.
   *
   * @param id of a suspended supervisor without tasks; only its report is about committed offsets
   * @return 0 when nothing of the partition was published
   */
  long committed(String id, int partition) {
    JsonNode status = status(id);
    if (!status.path("suspended").asBoolean()) {
      throw new RetryableException("it is not suspended yet");
    }
    String name = Integer.toString(partition);
    JsonNode end = status.path("latestOffsets").path(name);
    JsonNode lag = status.path("minimumLag").path(name);
    if (!end.isNumber() || !lag.isNumber()) {
      throw new RetryableException("it does not know the end of its topic yet");
    }
    return end.longValue() - lag.longValue();
  }

  /**
   * Submits a task that has an id. Submitting it twice has no effect.
   *
   * @return its id
   */
  String submit(ObjectNode task) {
    DruidAnswer answer = router.post(INDEXER + "/task", task.toString());
    if (!(answer.status() == 400 && answer.message().contains("already exists"))) {
      answer.body();
    }
    return task.get("id").textValue();
  }

  /** The error of a task that failed, or an empty text when it succeeded. */
  String result(String task) {
    DruidAnswer answer = router.get(INDEXER + "/task/" + task + "/status");
    if (answer.status() == 404) {
      throw new RetryableException("Druid does not list it yet");
    }
    JsonNode status = answer.body().path("status");
    return switch (status.path("statusCode").asText()) {
      case "SUCCESS" -> "";
      case "FAILED" -> status.path("errorMsg").asText("no message").lines().findFirst().orElse("");
      default ->
          throw new RetryableException(
              status.path("runnerStatusCode").asText().equals("RUNNING")
                  ? "it is at work"
                  : "it waits for a free worker slot");
    };
  }

  /**
   * Marks all segments of a datasource as unused: queries no longer see their rows.
   *
   * @return the number of segments
   */
  long drop(String datasource) {
    return router
        .delete(INDEXER + "/datasources/" + datasource)
        .body()
        .path("numChangedSegments")
        .asLong();
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

  private static String describe(JsonNode status) {
    String text = status.path("detailedState").asText("of unknown state");
    JsonNode errors = status.path("recentErrors");
    JsonNode last = errors.path(errors.size() - 1);
    if (last.path("message").isTextual()) {
      text += ", last error: " + last.get("message").textValue().lines().findFirst().orElse("");
    }
    return text;
  }

  private static String supervisor(String id) {
    return INDEXER + "/supervisor/" + id;
  }
}
