package io.tidemark.generator.replay;

import io.tidemark.generator.run.Pacer;
import io.tidemark.model.definition.Durations;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Paces the readings of a recording by their event times, at the recorded speed or faster. A
 * reading whose event time goes back is due at once.
 */
final class RecordedPace {
  private static final long LONG_WAIT_NANOS = 60_000_000_000L;

  private final Pacer pacer;
  private final double speedUp;
  private final Consumer<String> say;
  private boolean begun;
  private boolean reported;
  private long firstTime;
  private long firstDue;

  /**
   * @param speedUp the factor to the recorded speed; 0 never waits
   * @param say receives messages for the user
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
      // the cast saturates at the largest long
      long due = (long) (firstDue + (time - firstTime) * 1e6 / speedUp);
      reportLongWait(due - pacer.elapsed());
      pacer.until(due);
    }
  }

  private void reportLongWait(long wait) {
    if (wait > LONG_WAIT_NANOS && !reported) {
      reported = true;
      say.accept(
          "note: the next reading is due in "
              + Durations.format(Duration.ofSeconds(wait / 1_000_000_000))
              + ", as recorded; --speed-up brings it sooner");
    }
  }
}
