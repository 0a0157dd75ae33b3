package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The state of a supervisor as Druid's overlord reports it.
 *
 * @param status the {@code payload} of its status
 * @param stats by task group and task, the row counters
 * @param age of its tasks' offsets, which Druid updates every 30 seconds only; empty while there
 *     are none
 * @param slots the number of its tasks that read at the same time
 */
record SupervisorState(
    String id, JsonNode status, JsonNode stats, Optional<Duration> age, int slots) {
  private static final String SUPERVISOR = "/druid/indexer/v1/supervisor/";

  /** Reads the state; empty when the supervisor does not exist. */
  static Optional<SupervisorState> read(DruidProbe druid, String id) {
    Optional<JsonNode> spec = druid.find(SUPERVISOR + id);
    Optional<JsonNode> status = druid.find(SUPERVISOR + id + "/status");
    if (spec.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    JsonNode stats = druid.find(SUPERVISOR + id + "/stats").orElseThrow();
    JsonNode io = spec.get().at("/spec/ioConfig");
    int slots = io.path("taskCount").asInt(1) * io.path("replicas").asInt(1);
    return Optional.of(
        new SupervisorState(id, status.get().path("payload"), stats, age(status.get()), slots));
  }

  private static Optional<Duration> age(JsonNode status) {
    String fetched = status.path("payload").path("offsetsLastUpdated").textValue();
    String generated = status.path("generationTime").textValue();
    return fetched == null || generated == null
        ? Optional.empty()
        : Optional.of(Duration.between(Instant.parse(fetched), Instant.parse(generated)));
  }

  /** The path of an action or report of a supervisor. */
  static String path(String id, String what) {
    return SUPERVISOR + id + "/" + what;
  }

  /** The current number of tasks, publishing tasks included. */
  int tasks() {
    return status.path("activeTasks").size() + status.path("publishingTasks").size();
  }

  /** By partition, the highest current or start offset of its tasks. */
  Map<Integer, Long> offsets() {
    Map<Integer, Long> furthest = new TreeMap<>();
    for (String tasks : new String[] {"activeTasks", "publishingTasks"}) {
      for (JsonNode task : status.path(tasks)) {
        for (String offsets : new String[] {"startingOffsets", "currentOffsets"}) {
          task.path(offsets)
              .properties()
              .forEach(
                  partition ->
                      furthest.merge(
                          Integer.valueOf(partition.getKey()),
                          partition.getValue().asLong(),
                          Math::max));
        }
      }
    }
    return furthest;
  }

  /**
   * Whether a task of now began at another offset of a partition, as after a skip.
   *
   * @param failed where a task that failed began, by partition
   */
  boolean beganElsewhere(Map<Integer, Long> failed) {
    for (JsonNode task : status.path("activeTasks")) {
      for (Map.Entry<String, JsonNode> began : task.path("startingOffsets").properties()) {
        long now = began.getValue().asLong();
        if (failed.getOrDefault(Integer.valueOf(began.getKey()), now) != now) {
          return true;
        }
      }
    }
    return false;
  }

  /** The sum of a counter over its current tasks: {@code processed}, {@code unparseable}. */
  long counted(String name) {
    long sum = 0;
    for (JsonNode group : stats) {
      for (JsonNode task : group) {
        sum += task.at("/totals/buildSegments").path(name).asLong();
      }
    }
    return sum;
  }
}
