package io.tidemark.gateway.send;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.DeduplicationSet;

/**
 * Recognizes readings that come again. Memory is bounded: it remembers the last readings up to a
 * number, and up to twice as many. Not thread-safe.
 */
final class RecentReadings {
  /** With 24 to 48 bytes for each, 96 MiB for both sets at most. */
  static final int REMEMBERED = 1_000_000;

  private final StreamDefinition.Raw raw;
  private final int remembered;
  private DeduplicationSet latest;
  private DeduplicationSet earlier;
  private int added;

  /**
   * @param remembered how many readings are remembered at least
   */
  RecentReadings(StreamDefinition.Raw raw, int remembered) {
    this.raw = raw;
    this.remembered = remembered;
    latest = new DeduplicationSet(raw);
    earlier = new DeduplicationSet(raw);
  }

  /** Adds a reading and returns whether it is new. */
  boolean add(Reading reading) {
    if (earlier.contains(reading) || !latest.add(reading)) {
      return false;
    }
    added++;
    if (added == remembered) {
      earlier = latest;
      latest = new DeduplicationSet(raw);
      added = 0;
    }
    return true;
  }
}
