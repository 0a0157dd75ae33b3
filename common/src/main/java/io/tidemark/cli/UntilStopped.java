package io.tidemark.cli;

import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Work that Ctrl-C or SIGTERM asks to end. It still ends in order, and the process with its exit
 * code.
 */
public final class UntilStopped {
  /** For the last look of an audit, which reads what is new in the topics. */
  private static final Duration TO_END = Duration.ofMinutes(2);

  private final CountDownLatch stop = new CountDownLatch(1);

  /** Counted down when the work should end. */
  public CountDownLatch stop() {
    return stop;
  }

  /**
   * Does the work in this thread.
   *
   * @param work gives the exit code
   * @param err where an error goes once the process is ending
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
