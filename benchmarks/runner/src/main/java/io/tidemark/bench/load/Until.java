package io.tidemark.bench.load;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import io.tidemark.cli.UserError;
import java.time.Duration;

/** Waits for something that comes to pass elsewhere. */
public final class Until {
  private static final Duration PAUSE = Duration.ofMillis(250);

  private Until() {}

  /**
   * Looks four times a second.
   *
   * @param what for the message
   * @throws UserError when the time is over
   */
  public static void holds(String what, Duration limit, CheckedSupplier<Boolean> look) {
    RetryPolicy<Boolean> again =
        RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .abortOn(Throwable.class)
            .withDelay(PAUSE)
            .withMaxRetries(-1)
            .withMaxDuration(limit)
            .build();
    if (!Failsafe.with(again).get(look)) {
      throw new UserError("waited " + limit.toSeconds() + " s in vain: " + what);
    }
  }
}
