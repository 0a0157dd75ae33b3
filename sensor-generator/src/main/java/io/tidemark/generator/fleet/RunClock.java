package io.tidemark.generator.fleet;

import io.tidemark.generator.run.Pacer;
import java.util.function.LongSupplier;

/** When the readings of a run take place: paces the run and gives each reading its event time. */
sealed interface RunClock {
  /** What {@link #awaitOffset} gives when the run's duration is over. */
  long OVER = -1;

  /**
   * Waits until the n-th reading is due.
   *
   * @return milliseconds of event time since the start of the run, or {@link #OVER}
   */
  long awaitOffset(long n);

  /**
   * A clock of the run's own: the event times follow from the timetable alone, however long the
   * sending takes.
   *
   * @param speedUp how much faster than the wall clock it runs; 0 does not wait at all
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

  /** The time of day: a reading takes place when it is sent. */
  final class Wall implements RunClock {
    /** In a flood, how many readings share a look at the clock. */
    private static final int READINGS_A_LOOK = 64;

    private final Timetable timetable;
    private final long start;
    private final LongSupplier millis;
    private final Pacer pacer;
    private long offset;

    /**
     * @param start of the run, epoch milliseconds
     * @param millis the time of day, epoch milliseconds
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
      if (!flood || pacer.limited() || n % READINGS_A_LOOK == 0) {
        // a clock that is set back must not send readings back in time
        offset = Math.max(offset, millis.getAsLong() - start);
      }
      return offset < timetable.duration().toMillis() ? offset : OVER;
    }
  }
}
