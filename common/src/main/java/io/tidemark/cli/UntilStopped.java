package io.tidemark.cli;

import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Runs work until it ends or until Ctrl-C or SIGTERM requests its end. After a signal, the work
 * still ends in order, and the process ends with its exit code.
 */
public final class UntilStopped {
  /** Sufficient for the last pass of an audit, which reads the new records of the topics. */
  private static final Duration TO_END = Duration.ofMinutes(2);

  private final CountDownLatch stop = new CountDownLatch(1);

  /** The latch that is counted down when the work should end. */
  public CountDownLatch stop() {
    return stop;
  }

  /**
   * Runs the work in this thread.
   *
   * @param work returns the exit code
   * @param err receives an error that occurs after a signal
   */
  public int run(Callable<Integer> work, PrintWriter err) throws Exception {
    ShutdownSequence shutdown = ShutdownSequence.ofThisProcess();
    ShutdownStep step = shutdown.addWork("ending the work", TO_END, stop::countDown);
    int exitCode = 1;
    try {
      exitCode = work.call();
      return exitCode;
    } catch (UserError e) {
      if (isStopped()) {
        err.println(e.getMessage());
        err.flush();
      }
      throw e;
    } finally {
      if (isStopped()) {
        shutdown.exitWith(exitCode);
      }
      step.close();
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }
}
