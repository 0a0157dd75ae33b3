package io.tidemark.spark.restart;

import dev.failsafe.Call;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.ContextualRunnable;
import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.Durations;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Runs queries, and starts them again when they fail for a reason that can pass: see {@link
 * TransientFailures}. The waits grow from a second to a minute. The number of restarts in
 * succession is limited; it begins anew when an epoch has ended, or when there was nothing to do
 * for ten seconds.
 *
 * <p>It must be a listener of the session in which the queries run.
 */
public final class QueryRestarts extends StreamingQueryListener {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** Spark's name for the duration of an epoch's work. */
  private static final String WORK = "addBatch";

  private final String what;
  private final int most;
  private final transient Supplier<String> log;
  private final transient Consumer<String> say;
  private final AtomicLong all = new AtomicLong();
  private final transient RetryPolicy<Object> policy =
      RetryPolicy.builder()
          .handle(RetryableException.class)
          .withMaxRetries(-1)
          .withDelayFn(context -> this.pause)
          .build();

  /** Restarts since the last progress. */
  private int successive;

  private volatile Duration pause = Duration.ZERO;
  private volatile boolean progressed;
  private volatile boolean stopped;

  /** Null before the first start, and from a failure to the restart. */
  private transient Queries running;

  private transient Call<Void> call;

  /**
   * @param what the subject of error messages, such as {@code the query}
   * @param most restarts in succession without progress
   * @param log what an error message says of the log; may be empty
   * @param say receives a line for each restart
   */
  QueryRestarts(String what, int most, Supplier<String> log, Consumer<String> say) {
    this.what = what;
    this.most = most;
    this.log = log;
    this.say = say;
  }

  /** Registers the number of restarts of this process. */
  public void show(Metrics metrics) {
    metrics.show(Metric.QUERY_RESTARTS, all::get);
  }

  /**
   * Starts queries and waits until they end by themselves or by {@link #stop}.
   *
   * @param check throws before a restart what prevents it, such as a missing topic
   * @param start starts the queries
   * @throws UserError when they fail for a reason that cannot pass, or too often
   */
  public void run(Runnable check, Callable<Queries> start) {
    ContextualRunnable<Void> attempts = context -> attempt(check, start);
    Call<Void> mine = Failsafe.with(policy).newCall(attempts);
    synchronized (this) {
      call = mine;
    }
    try {
      mine.execute();
    } catch (CancellationException | RetryableException | FailsafeException e) {
      if (!stopped) {
        throw e;
      }
    }
  }

  private void attempt(Runnable check, Callable<Queries> start) {
    try {
      if (successive > 0) {
        check.run();
      }
      if (!stopped) {
        begin(start.call()).await();
      }
    } catch (Exception e) {
      if (!stopped) {
        throw next(e);
      }
    } finally {
      end();
    }
  }

  private synchronized Queries begin(Queries queries) {
    running = queries;
    if (stopped) {
      end();
    }
    return queries;
  }

  /** Also waits for a shutdown hook that stops the queries: until then the session stays open. */
  private synchronized void end() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /** What follows a failure: a restart, or the end. */
  private RuntimeException next(Exception failure) {
    if (progressed) {
      successive = 0;
      progressed = false;
    }
    if (failure instanceof UserError expected && !TransientFailures.includes(failure)) {
      return expected;
    }
    String line = what + " failed: " + line(failure);
    if (!TransientFailures.includes(failure)) {
      return new UserError(line + log.get(), failure);
    }
    if (successive == most) {
      String restarts = most == 0 ? "" : "; it was started again " + most + " times in succession";
      return new UserError(line + restarts + log.get(), failure);
    }
    pause = pause(successive);
    successive++;
    all.incrementAndGet();
    say.accept(line + "; restart " + successive + " of " + most + " in " + Durations.format(pause));
    return new RetryableException(line, failure);
  }

  private static String line(Exception failure) {
    return failure instanceof UserError ? failure.getMessage() : RootCause.line(failure);
  }

  /** The wait before a restart: twice the one before, up to a minute. */
  private static Duration pause(int restarts) {
    long seconds = FIRST_WAIT.toSeconds() << Math.min(restarts, Long.SIZE / 4);
    return Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT.toSeconds()));
  }

  /** Stops the queries, or the wait for their restart. */
  public synchronized void stop() {
    stopped = true;
    if (running != null) {
      end();
    } else if (call != null) {
      call.cancel(true);
    }
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    if (event.progress().durationMs().containsKey(WORK)) {
      progressed = true;
    }
  }

  @Override
  public void onQueryIdle(QueryIdleEvent event) {
    progressed = true;
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
