package io.tidemark.generator.replay;

import io.tidemark.generator.run.Pacer;
import io.tidemark.model.definition.Durations;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Lets the readings of a recording follow one another as they did when they were recorded, or
 * faster. A reading whose event time goes back is due at once.
 */
final class RecordedPace {
  private static final long LONG_WAIT_NANOS = 60_000_000_000L;

  private final Pacer pacer;
  private final double speedUp;
  private final Consumer<String> say;
  private boolean begun;
  private boolean told;
  private long firstTime;
  private long firstDue;

  /**
   * @param speedUp how much faster than recorded; 0 does not wait at all
   * @param say takes lines for the person who watches
   */
  RecordedPace(Pacer pacer, double speedUp, Consumer<String> say) {
    this.pacer = pacer;
    this.speedUp = speedUp;
    this.say = say;
  }

  /**
   * Waits until a reading is due.
   *
   * @param time its event time, epoch milliseconds
   */
  void await(long time) {
    if (speedUp == 0) {
      return;
    }
    if (!begun) {
      begun = true;
      firstTime = time;
      firstDue = pacer.elapsed();
    }
    if (time > firstTime) {
      // beyond the longs it is as far away as they reach
      long due = (long) (firstDue + (time - firstTime) * 1e6 / speedUp);
      tell(due - pacer.elapsed());
      pacer.until(due);
    }
  }

  private void tell(long wait) {
    if (wait > LONG_WAIT_NANOS && !told) {
      told = true;
      say.accept(
          "note: the next reading is due in "
              + Durations.format(Duration.ofSeconds(wait / 1_000_000_000))
              + ", as recorded; --speed-up brings it sooner");
    }
  }
}
