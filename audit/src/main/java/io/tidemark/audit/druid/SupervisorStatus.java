package io.tidemark.audit.druid;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the <a
 * href="https://druid.apache.org/docs/33.0.0/api-reference/supervisor-api#get-supervisor-status">status
 * of a supervisor</a> says.
 *
 * @param healthy false when the supervisor or its tasks fail again and again
 * @param lag how many offsets of its topic the tasks had not read, up to the last record, when the
 *     supervisor last asked for the ends of the topic, every 30 seconds; empty before the first
 *     time
 */
public record SupervisorStatus(boolean healthy, OptionalLong lag) {
  /**
   * @param payload of the status
   * @param ends the offset after the last record, by partition. Druid's own lag counts the markers
   *     of transactions behind that record too, and so is never 0 where each epoch is one
   */
  static SupervisorStatus of(JsonNode payload, Map<Integer, Long> ends) {
    JsonNode latest = payload.path("latestOffsets");
    JsonNode behind = payload.path("minimumLag");
    OptionalLong lag =
        latest.isEmpty() || behind.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(
                ends.entrySet().stream()
                    .mapToLong(
                        end -> {
                          String partition = end.getKey().toString();
                          long known = latest.path(partition).asLong();
                          long next = known - behind.path(partition).asLong();
                          // what came since then, the tasks may have read
                          return Math.max(0, Math.min(end.getValue(), known) - next);
                        })
                    .sum());
    return new SupervisorStatus(payload.path("healthy").asBoolean(), lag);
  }
}
