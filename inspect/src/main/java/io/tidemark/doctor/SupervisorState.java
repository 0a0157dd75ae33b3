package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A supervisor as Druid's overlord describes it.
 *
 * @param status the {@code payload} of its status
 * @param stats for each group of tasks, for each task, what it counted
 * @param age how old its tasks' offsets are, which it asks for every half minute only; empty as
 *     long as it has none
 * @param slots how many tasks of it read at the same time
 */
record SupervisorState(
    String id, JsonNode status, JsonNode stats, Optional<Duration> age, int slots) {
  private static final String SUPERVISOR = "/druid/indexer/v1/supervisor/";

  /** Asks for it; empty when there is no such supervisor. */
  static Optional<SupervisorState> ask(DruidProbe druid, String id) {
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
    String told = status.path("generationTime").textValue();
    return fetched == null || told == null
        ? Optional.empty()
        : Optional.of(Duration.between(Instant.parse(fetched), Instant.parse(told)));
  }

  /** The path of one of its actions or reports. */
  static String path(String id, String what) {
    return SUPERVISOR + id + "/" + what;
  }

  /** How many tasks it has now, those that still publish among them. */
  int tasks() {
    return status.path("activeTasks").size() + status.path("publishingTasks").size();
  }

  /** For each partition the furthest offset at which one of its tasks is or begins. */
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

  /** What its tasks of now have counted under a name: {@code processed}, {@code unparseable}. */
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
