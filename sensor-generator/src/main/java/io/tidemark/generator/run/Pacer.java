package io.tidemark.generator.run;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Paces the sending of readings. A run that falls behind catches up as fast as possible: a pause of
 * the broker does not change the number of readings.
 */
public final class Pacer {
  /** The shortest wait that is worth its cost; readings that are due sooner are sent together. */
  private static final long SHORTEST_WAIT_NANOS = 1_000_000;

  private final double nanosAReading;
  private final BooleanSupplier stopped;
  private final LongSupplier nanoTime;
  private final LongConsumer sleep;
  private final long start;

  /**
   * @param rate readings a second, 0 for no limit
   * @param stopped ends every wait
   */
  public Pacer(long rate, BooleanSupplier stopped) {
    this(rate, stopped, System::nanoTime, LockSupport::parkNanos);
  }

  /**
   * @param rate readings a second, 0 for no limit
   * @param stopped ends every wait
   * @param nanoTime a monotonic clock in nanoseconds
   * @param sleep waits for about the given nanoseconds; may return early
   */
  public Pacer(long rate, BooleanSupplier stopped, LongSupplier nanoTime, LongConsumer sleep) {
    nanosAReading = rate == 0 ? 0 : 1e9 / rate;
    this.stopped = stopped;
    this.nanoTime = nanoTime;
    this.sleep = sleep;
    start = nanoTime.getAsLong();
  }

  /** Whether there is a limit to the rate. */
  public boolean limited() {
    return nanosAReading > 0;
  }

  /** Waits until the n-th reading, counted from 0, does not exceed the rate. */
  public void untilRateAllows(long n) {
    if (limited()) {
      until((long) (n * nanosAReading));
    }
  }

  /** Nanoseconds since the start of the run. */
  public long elapsed() {
    return nanoTime.getAsLong() - start;
  }

  /** Waits until {@code due} nanoseconds after the start of the run. */
  public void until(long due) {
    for (long left = due - elapsed();
        left >= SHORTEST_WAIT_NANOS && !stopped.getAsBoolean();
        left = due - elapsed()) {
      sleep.accept(Math.min(left, 100_000_000));
    }
  }
}
