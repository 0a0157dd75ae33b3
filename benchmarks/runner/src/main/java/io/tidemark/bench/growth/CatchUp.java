package io.tidemark.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How a job went through one backlog, from its diary.
 *
 * @param records that it read, heartbeats too
 * @param seconds of all micro-batches, the one that closes the last windows too
 * @param stateRows at most
 * @param stateBytes at most, as Spark reckons them
 * @param over whether the last windows have been closed: the batch that does so reads nothing
 */
record CatchUp(long records, double seconds, long stateRows, long stateBytes, boolean over) {

  /**
   * @param batches the lines of the diary since the backlog before
   */
  static CatchUp of(List<JsonNode> batches) {
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
      seconds += batch.at("/durationMs/triggerExecution").longValue() / 1e3;
      rows = Math.max(rows, batch.at("/stateOperators/0/numRowsTotal").longValue());
      bytes = Math.max(bytes, batch.at("/stateOperators/0/memoryUsedBytes").longValue());
      over = batch.path("numInputRows").longValue() == 0;
    }
    return new CatchUp(records, seconds, rows, bytes, over);
  }

  /** Whether all of a backlog was read, and its last windows are closed. */
  boolean isOver(long backlog) {
    return records >= backlog && over;
  }

  double recordsPerSecond() {
    return records / seconds;
  }
}
