package io.tidemark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Work that Ctrl-C or SIGTERM asks to end. It still ends in order, and the process with its exit
 * code.
 */
public final class UntilStopped {
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile int exitCode = 1;

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
    Thread hook = new Thread(this::end, "ends the work");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      exitCode = work.call();
    } catch (UserError e) {
      if (stop.getCount() == 0) {
        err.println(e.getMessage());
        err.flush();
      }
      throw e;
    } finally {
      done.countDown();
      if (stop.getCount() > 0) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
    return exitCode;
  }

  private void end() {
    stop.countDown();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // the signal has set another exit code, and only this one ends the process with ours
    Runtime.getRuntime().halt(exitCode);
  }
}
