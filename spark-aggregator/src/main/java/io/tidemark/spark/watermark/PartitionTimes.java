package io.tidemark.spark.watermark;

import io.tidemark.model.record.DeadRecords;
import java.io.Serializable;

/**
 * What was read from a partition of the raw topic. Merging it again, or in another order, changes
 * nothing.
 *
 * @param greatest the greatest event time, epoch milliseconds; {@link Long#MIN_VALUE} before the
 *     first
 * @param lastTimed the greatest offset of a record with an event time, a reading or a heartbeat; -1
 *     before the first
 * @param lastDead the greatest offset of a dead record, which has none; -1 before the first
 */
public record PartitionTimes(long greatest, long lastTimed, long lastDead) implements Serializable {
  static final PartitionTimes NONE = new PartitionTimes(Long.MIN_VALUE, -1, -1);

  PartitionTimes merge(PartitionTimes other) {
    return new PartitionTimes(
        Math.max(greatest, other.greatest),
        Math.max(lastTimed, other.lastTimed),
        Math.max(lastDead, other.lastDead));
  }

  /** Whether the last records are dead, so many that the watermark no longer waits for others. */
  boolean lacksTimes() {
    return DeadRecords.areTooMany(lastTimed, lastDead);
  }
}
