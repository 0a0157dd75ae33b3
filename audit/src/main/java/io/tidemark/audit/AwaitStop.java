package io.tidemark.audit;

import io.tidemark.cli.UserError;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Repeats a look until it is stopped, and reports a line for each.
 *
 * @param limit how long to go on; zero for no limit
 * @param pause from the end of a look to the next one
 */
record AwaitStop(Duration limit, Duration pause) {

  /**
   * Goes on until the time is over or {@code stop} is counted down.
   *
   * @param look gives a line; an error after the first look is reported as a line, and the next
   *     look follows
   */
  void until(CountDownLatch stop, Supplier<String> look, Consumer<String> say) {
    long began = System.nanoTime();
    say.accept(look.get());
    while (!isOver(began) && !stopped(stop)) {
      say.accept(orTrouble(look));
    }
  }

  private boolean isOver(long began) {
    return !limit.isZero() && System.nanoTime() - began >= limit.toNanos();
  }

  private boolean stopped(CountDownLatch stop) {
    try {
      return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("stopped before the audit was done", e);
    }
  }

  private static String orTrouble(Supplier<String> look) {
    try {
      return look.get();
    } catch (UserError e) {
      return e.getMessage();
    }
  }
}
