package io.tidemark.druid;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tasks of a supervisor that failed one after the other from the same offsets: each begins where
 * the last published one has ended, so a record on which a task fails is met again by the next one.
 *
 * @param tasks how many of the last tasks failed so, at least 2
 * @param id of the last one
 * @param error of the last one, in one line
 * @param offsets from which they read, by partition
 */
public record FailingTasks(int tasks, String id, String error, Map<Integer, Long> offsets) {
  private static final String INDEXER = "/druid/indexer/v1";

  /** Each costs a request. */
  private static final int RECENT = 8;

  private static final int LEAST = 2;

  private record Task(String id, boolean failed, String error, Map<Integer, Long> offsets) {}

  /**
   * Reads the tasks of a datasource that ended last.
   *
   * @return empty when the last one succeeded, or failed only once from its offsets
   * @throws io.tidemark.retry.RetryableException when Druid does not answer
   */
  public static Optional<FailingTasks> of(DruidReader druid, String datasource) {
    List<Task> recent = recent(druid, datasource);
    Optional<Task> last = recent.stream().filter(Task::failed).findFirst();
    if (last.isEmpty() || last.get().offsets.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, Long> offsets = last.get().offsets;
    // tasks of other partitions end in between
    List<Task> same =
        recent.stream().filter(task -> task.offsets.keySet().equals(offsets.keySet())).toList();
    long failed =
        same.stream().takeWhile(task -> task.failed && task.offsets.equals(offsets)).count();
    return failed < LEAST
        ? Optional.empty()
        : Optional.of(new FailingTasks((int) failed, last.get().id, last.get().error, offsets));
  }

  /** Newest first. */
  private static List<Task> recent(DruidReader druid, String datasource) {
    DruidAnswer answer =
        druid.get(
            INDEXER
                + "/tasks?state=complete&max="
                + 2 * RECENT
                + "&datasource="
                + URLEncoder.encode(datasource, StandardCharsets.UTF_8));
    List<JsonNode> ended = new ArrayList<>();
    if (answer.status() == 200) {
      answer.json().forEach(ended::add);
    }
    return ended.stream()
        .filter(task -> task.path("type").asText().startsWith("index_kafka"))
        .sorted(
            Comparator.comparing((JsonNode task) -> task.path("createdTime").asText()).reversed())
        .limit(RECENT)
        .map(task -> task(druid, task))
        .toList();
  }

  private static Task task(DruidReader druid, JsonNode ended) {
    String id = ended.path("id").asText();
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    DruidAnswer spec = druid.get(INDEXER + "/task/" + encoded);
    Map<Integer, Long> offsets = new TreeMap<>();
    JsonNode start = spec.json().findPath("startSequenceNumbers");
    start
        .path("partitionSequenceNumberMap")
        .properties()
        .forEach(at -> offsets.put(Integer.valueOf(at.getKey()), at.getValue().asLong()));
    String error = ended.path("errorMsg").asText("").strip().replaceAll("\\s+", " ");
    return new Task(id, "FAILED".equals(ended.path("statusCode").asText()), error, offsets);
  }
}
