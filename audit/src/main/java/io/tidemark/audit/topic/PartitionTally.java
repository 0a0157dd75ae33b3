package io.tidemark.audit.topic;

import io.tidemark.audit.station.RawCount;

/** Counts the records of a partition of the raw topic. */
final class PartitionTally {
  private final long first;
  long last;
  long readings;
  long heartbeats;
  long dead;

  /**
   * @param first the offset of the first record
   */
  PartitionTally(long first) {
    this.first = first;
  }

  /** Counts on. */
  PartitionTally(RawCount.Partition before) {
    first = before.first();
    last = before.last();
    readings = before.readings();
    heartbeats = before.heartbeats();
    dead = before.dead();
  }

  /** Whether a record was read that has this offset, or one on each side of it. */
  boolean covers(long offset) {
    return first <= offset && offset <= last;
  }

  RawCount.Partition count(int number) {
    return new RawCount.Partition(number, first, last, readings, heartbeats, dead);
  }
}
