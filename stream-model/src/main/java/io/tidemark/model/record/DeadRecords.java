package io.tidemark.model.record;

/**
 * When dead records, which bring no event time, mean that a partition no longer holds the watermark
 * back. The aggregation and the audit's bound on late readings use the same rule.
 */
public final class DeadRecords {
  /** So many offsets of a partition without an event time end the wait for it. */
  public static final long MOST_OFFSETS = 100;

  private DeadRecords() {}

  /**
   * Whether too many offsets lie between records.
   *
   * @param lastTimed the offset of the partition's last record with an event time, a reading or a
   *     heartbeat; -1 before the first
   * @param lastDead the offset of its last dead record; -1 before the first
   */
  public static boolean areTooMany(long lastTimed, long lastDead) {
    return lastDead - lastTimed >= MOST_OFFSETS;
  }
}
