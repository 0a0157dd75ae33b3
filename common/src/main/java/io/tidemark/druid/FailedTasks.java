package io.tidemark.druid;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.retry.RetryableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tasks of a supervisor that have failed since its last task that succeeded. Each method sends
 * its requests once; it throws {@link RetryableException} when a later attempt may succeed.
 */
public final class FailedTasks {
  private static final String INDEXER = "/druid/indexer/v1";
  private static final Pattern PARTITION = Pattern.compile("^(?:.*\\bpartition=)?(\\d+)\\b");
  private static final int MOST = 10;

  private final DruidReader druid;

  public FailedTasks(DruidReader druid) {
    this.druid = druid;
  }

  /**
   * A task that failed.
   *
   * @param error the first line of Druid's message, which is cut off
   */
  public record Failure(String task, String error) {}

  /** The tasks of a supervisor that failed, the newest first, at most ten. */
  public List<Failure> of(String datasource) {
    List<JsonNode> complete = new ArrayList<>();
    druid
        .get(
            INDEXER
                + "/tasks?type=index_kafka&state=complete&max="
                + MOST
                + "&datasource="
                + datasource)
        .body()
        .forEach(complete::add);
    complete.sort(
        Comparator.comparing((JsonNode task) -> task.path("createdTime").asText()).reversed());
    List<Failure> failures = new ArrayList<>();
    for (JsonNode task : complete) {
      if (!task.path("statusCode").asText().equals("FAILED")) {
        break;
      }
      String error = task.path("errorMsg").asText("no message").lines().findFirst().orElse("");
      failures.add(new Failure(task.path("id").asText(), error));
    }
    return failures;
  }

  /** By partition, the offset at which a task began. */
  public Map<Integer, Long> began(String task) {
    Map<Integer, Long> offsets = new TreeMap<>();
    JsonNode io = druid.get(INDEXER + "/task/" + task).body().at("/payload/ioConfig");
    for (Map.Entry<String, JsonNode> offset :
        io.at("/startSequenceNumbers/partitionSequenceNumberMap").properties()) {
      partition(offset.getKey())
          .ifPresent(partition -> offsets.put(partition, offset.getValue().longValue()));
    }
    return offsets;
  }

  /**
   * By partition, how many rows a task had made when it ended; a partition without rows is missing.
   *
   * @return empty when the task has left no report, as one that was killed
   */
  public Optional<Map<Integer, Long>> rows(String task) {
    DruidAnswer answer = druid.get(INDEXER + "/task/" + task + "/reports");
    if (answer.status() == 404) {
      return Optional.empty();
    }
    JsonNode payload = answer.body().at("/ingestionStatsAndErrors/payload");
    if (payload.isMissingNode()) {
      return Optional.empty();
    }
    Map<Integer, Long> rows = new TreeMap<>();
    for (Map.Entry<String, JsonNode> count : payload.path("recordsProcessed").properties()) {
      partition(count.getKey())
          .ifPresent(partition -> rows.put(partition, count.getValue().longValue()));
    }
    return Optional.of(rows);
  }

  /** The number in {@code 3} or {@code KafkaTopicPartition{partition=3, topic='null', …}}. */
  private static Optional<Integer> partition(String name) {
    Matcher number = PARTITION.matcher(name);
    return number.find() ? Optional.of(Integer.valueOf(number.group(1))) : Optional.empty();
  }
}
