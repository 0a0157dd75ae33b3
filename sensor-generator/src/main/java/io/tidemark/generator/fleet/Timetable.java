package io.tidemark.generator.fleet;

import java.time.Duration;

/**
 * The schedule of a run: the offset of the n-th reading from the start. Entities take turns; their
 * readings are spread evenly over the interval.
 *
 * @param entities the number of entities
 * @param interval the time between two readings of one entity; with 0, each entity reports once per
 *     millisecond, the resolution of event time
 */
record Timetable(int entities, Duration interval, Duration duration) {

  /** Milliseconds of event time from the start of the run to the n-th reading; monotonic. */
  long offsetMillis(long n) {
    long step = step();
    return n / entities * step + n % entities * (interval.isZero() ? 0 : step) / entities;
  }

  private long step() {
    return interval.isZero() ? 1 : interval.toMillis();
  }
}
