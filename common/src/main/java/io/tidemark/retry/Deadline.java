package io.tidemark.retry;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.failsafe.function.CheckedSupplier;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.Durations;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Retries the steps of one task until each succeeds, all within one time limit. A step that takes
 * long reports the reason from time to time.
 */
public final class Deadline {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final Duration limit;
  private final Duration pause;
  private final Duration longest;
  private final Duration betweenLines;
  private final Consumer<String> say;
  private final long end;

  /**
   * @param limit for all steps together, from now
   * @param pause between two attempts
   */
  public Deadline(Duration limit, Duration pause, Consumer<String> say) {
    this(limit, pause, pause, BETWEEN_LINES, say);
  }

  private Deadline(
      Duration limit,
      Duration pause,
      Duration longest,
      Duration betweenLines,
      Consumer<String> say) {
    this.limit = limit;
    this.pause = pause;
    this.longest = longest;
    this.betweenLines = betweenLines;
    this.say = say;
    end = System.nanoTime() + limit.toNanos();
  }

  /**
   * A deadline for a condition that is checked four times a second.
   *
   * @param limit for all steps together, from now
   */
  public static Deadline in(Duration limit, Consumer<String> say) {
    return new Deadline(limit, Duration.ofMillis(250), say);
  }

  /**
   * A deadline for a service that may be away for minutes: each pause is twice the one before, and
   * each failed attempt is reported.
   *
   * @param limit for all steps together, from now
   * @param pause after the first attempt
   * @param longest pause
   */
  public static Deadline growing(
      Duration limit, Duration pause, Duration longest, Consumer<String> say) {
    return new Deadline(limit, pause, longest, Duration.ZERO, say);
  }

  /**
   * Checks a condition until it is true, also after it throws {@link RetryableException}; at least
   * once, even after the deadline.
   *
   * @param what the awaited condition, for messages
   * @param advice what to do when it does not come true
   * @throws UserError when the time limit expires; other exceptions of the check are rethrown at
   *     once
   */
  public void awaitTrue(String what, String advice, Callable<Boolean> condition) {
    await(
        what,
        advice,
        () -> {
          if (!condition.call()) {
            throw new RetryableException("not yet");
          }
          return true;
        });
  }

  /**
   * Calls {@code attempt} until it does not throw {@link RetryableException}; at least once, even
   * after the deadline.
   *
   * @param what the awaited result, for messages
   * @param advice what to do when it does not come
   * @throws UserError when the time limit expires, with the last reason; other exceptions of the
   *     attempt are rethrown at once
   */
  public <T> T await(String what, String advice, CheckedSupplier<T> attempt) {
    long start = System.nanoTime();
    long[] nextLine = {start + betweenLines.toNanos()};
    RetryPolicyBuilder<T> builder = RetryPolicy.builder();
    builder =
        longest.equals(pause) ? builder.withDelay(pause) : builder.withBackoff(pause, longest);
    RetryPolicy<T> policy =
        builder
            .handleIf(error -> error instanceof RetryableException && System.nanoTime() - end < 0)
            .withMaxAttempts(-1)
            .onFailedAttempt(
                event -> {
                  if (System.nanoTime() - nextLine[0] >= 0) {
                    nextLine[0] = System.nanoTime() + betweenLines.toNanos();
                    String reason = event.getLastException().getMessage();
                    say.accept("waiting for " + what + ": " + reason + since(start));
                  }
                })
            .build();
    try {
      return Failsafe.with(policy).get(attempt);
    } catch (RetryableException e) {
      throw new UserError(
          "gave up after "
              + Durations.format(limit)
              + " waiting for "
              + what
              + ": "
              + e.getMessage()
              + "; "
              + advice,
          e);
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new UserError("interrupted while waiting for " + what, e);
      }
      throw e;
    }
  }

  /** Reports that a step is done, with the time since its start. */
  public void done(String step, long start) {
    say.accept(step + since(start));
  }

  private static String since(long start) {
    return String.format(Locale.ROOT, " (%.1f s)", (System.nanoTime() - start) / 1e9);
  }
}
