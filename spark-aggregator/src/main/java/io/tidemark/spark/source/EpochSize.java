package io.tidemark.spark.source;

import java.util.Arrays;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * How many records the next epoch takes. The memory of an epoch depends on the groups that it
 * changes, not on its records: with many readings in a window an epoch can have many records, and
 * where each reading is a group of its own, few. So the first epoch of a run is small, and each
 * further one has as many records as have so far changed the allowed number of groups, and at most
 * {@value #GROWTH} times those of the one before.
 */
final class EpochSize {
  /** The most records of the first epoch of a run. */
  static final long FIRST = 250_000;

  /** Every epoch may have so many, so that a query with large groups gets on. */
  private static final long FEWEST = 10_000;

  private static final int GROWTH = 4;

  private final long mostRecords;
  private final long mostGroups;
  private long records;
  private long lastEpoch = -1;

  /**
   * @param mostRecords of any epoch, at least 1
   * @param mostGroups how many groups an epoch may change, about
   */
  EpochSize(long mostRecords, long mostGroups) {
    this.mostRecords = mostRecords;
    this.mostGroups = mostGroups;
    records = Math.min(FIRST, mostRecords);
  }

  /** The most records of the next epoch. */
  long records() {
    return records;
  }

  /**
   * Learns from the epoch before.
   *
   * @param last what Spark reports of it; null before the first epoch of a run
   */
  void learn(StreamingQueryProgress last) {
    if (last == null || last.batchId() == lastEpoch || last.numInputRows() == 0) {
      return;
    }
    lastEpoch = last.batchId();
    learn(
        last.numInputRows(),
        Arrays.stream(last.stateOperators())
            .mapToLong(StateOperatorProgress::numRowsUpdated)
            .sum());
  }

  void learn(long read, long changed) {
    long fitting = (long) ((double) mostGroups * read / Math.max(1, changed));
    long next = Math.max(FEWEST, Math.min(fitting, GROWTH * records));
    records = Math.min(next, mostRecords);
  }
}
