package io.tidemark.generator.fleet;

import io.tidemark.generator.run.Pacer;
import java.util.function.LongSupplier;

/** The clock of a run: paces the run and gives each reading its event time. */
sealed interface RunClock {
  /** The result of {@link #awaitOffset} after the end of the run's duration. */
  long OVER = -1;

  /**
   * Waits until the n-th reading is due.
   *
   * @return milliseconds of event time since the start of the run, or {@link #OVER}
   */
  long awaitOffset(long n);

  /**
   * A simulated clock: event times depend on the timetable only, not on the duration of sending.
   *
   * @param speedUp the factor to the wall clock; 0 never waits
   */
  record Simulated(Timetable timetable, double speedUp, Pacer pacer) implements RunClock {
    @Override
    public long awaitOffset(long n) {
      long offset = timetable.offsetMillis(n);
      if (offset >= timetable.duration().toMillis()) {
        return OVER;
      }
      if (speedUp > 0 && !timetable.interval().isZero()) {
        pacer.until((long) (offset * 1e6 / speedUp));
      }
      return offset;
    }
  }

  /** The wall clock: the event time of a reading is the time at which it is sent. */
  final class Wall implements RunClock {
    /** The number of readings per read of the clock in a flood. */
    private static final int READINGS_PER_CHECK = 64;

    private final Timetable timetable;
    private final long start;
    private final LongSupplier millis;
    private final Pacer pacer;
    private long offset;

    /**
     * @param start of the run, epoch milliseconds
     * @param millis the wall clock, epoch milliseconds
     */
    Wall(Timetable timetable, long start, LongSupplier millis, Pacer pacer) {
      this.timetable = timetable;
      this.start = start;
      this.millis = millis;
      this.pacer = pacer;
    }

    @Override
    public long awaitOffset(long n) {
      boolean flood = timetable.interval().isZero();
      if (!flood) {
        pacer.until(
            Math.min(timetable.offsetMillis(n), timetable.duration().toMillis()) * 1_000_000);
      }
      if (!flood || pacer.limited() || n % READINGS_PER_CHECK == 0) {
        // event time must not go back when the clock is set back
        offset = Math.max(offset, millis.getAsLong() - start);
      }
      return offset < timetable.duration().toMillis() ? offset : OVER;
    }
  }
}
