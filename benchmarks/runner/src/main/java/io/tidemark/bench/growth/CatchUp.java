package io.tidemark.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The processing of one backlog by a job, from its log of micro-batches.
 *
 * @param records read, heartbeats included
 * @param seconds of all micro-batches, including the one that closes the last windows
 * @param stateRows the maximum number of state rows
 * @param stateBytes the maximum memory of the state, as estimated by Spark
 * @param over whether the last windows are closed; the batch that closes them reads no records
 */
record CatchUp(long records, double seconds, long stateRows, long stateBytes, boolean over) {

  /**
   * @param batches the log lines since the previous backlog
   * @param resumed when the job was resumed; a batch that had begun to look for records before it
   *     was paused counts from here
   */
  static CatchUp of(List<JsonNode> batches, Instant resumed) {
    long records = 0;
    double seconds = 0;
    long rows = 0;
    long bytes = 0;
    boolean over = false;
    for (JsonNode line : batches) {
      JsonNode batch = line.path("progress");
      if (!batch.path("durationMs").has("addBatch")) {
        continue;
      }
      records += batch.path("numInputRows").longValue();
      long millis = batch.at("/durationMs/triggerExecution").longValue();
      Instant begun = Instant.parse(batch.path("timestamp").textValue());
      long before = Math.max(0, Duration.between(begun, resumed).toMillis());
      seconds += Math.max(0, millis - before) / 1e3;
      rows = Math.max(rows, batch.at("/stateOperators/0/numRowsTotal").longValue());
      bytes = Math.max(bytes, batch.at("/stateOperators/0/memoryUsedBytes").longValue());
      over = batch.path("numInputRows").longValue() == 0;
    }
    return new CatchUp(records, seconds, rows, bytes, over);
  }

  /** Whether the whole backlog was read and its last windows are closed. */
  boolean isOver(long backlog) {
    return records >= backlog && over;
  }

  double recordsPerSecond() {
    return records / seconds;
  }
}
