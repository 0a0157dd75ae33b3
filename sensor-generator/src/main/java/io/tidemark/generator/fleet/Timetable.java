package io.tidemark.generator.fleet;

import java.time.Duration;

/**
 * How long after the start of a run its n-th reading takes place. Entities take turns; their
 * readings are spread evenly over the interval, so that the fleet's stream is smooth.
 *
 * @param entities how many entities take turns
 * @param interval time between two readings of one entity; with 0 each entity reports once a
 *     millisecond, the finest step that event time has
 */
record Timetable(int entities, Duration interval, Duration duration) {

  /** Milliseconds of event time from the start of the run to the n-th reading; never falls. */
  long offsetMillis(long n) {
    long step = step();
    return n / entities * step + n % entities * (interval.isZero() ? 0 : step) / entities;
  }

  private long step() {
    return interval.isZero() ? 1 : interval.toMillis();
  }
}
