package io.tidemark.shutdown;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The steps that this process runs when Ctrl-C or SIGTERM ends it. The JVM runs its shutdown hooks
 * all at the same time and waits for them without a limit. This sequence is one hook: it runs its
 * steps one after the other, the newest first, each for no longer than its limit. So a resource
 * ends before those that existed when it was made. Hadoop's {@code ShutdownHookManager} is the
 * model.
 *
 * <p>A second signal has no effect: the JVM ignores it while it shuts down.
 */
public final class ShutdownSequence {
  private static final ShutdownSequence OF_THIS_PROCESS =
      new ShutdownSequence(
          Runtime.getRuntime()::addShutdownHook, Runtime.getRuntime()::halt, System.err::println);

  private enum State {
    WAITING,
    RUNNING,
    ENDED
  }

  /** A class, not a record: two steps with equal fields are still two steps. */
  private static final class Step {
    private final String name;
    private final Duration limit;
    private final Runnable action;

    Step(String name, Duration limit, Runnable action) {
      this.name = name;
      this.limit = limit;
      this.action = action;
    }
  }

  private final Consumer<Thread> addHook;
  private final IntConsumer halt;
  private final Consumer<String> say;

  /** The newest first. */
  private final Deque<Step> steps = new ArrayDeque<>();

  private State state = State.WAITING;
  private boolean hooked;
  private Integer exitCode;

  /**
   * @param addHook registers a thread that the JVM starts at a signal
   * @param halt ends the JVM with an exit code
   * @param say receives messages for the user
   */
  ShutdownSequence(Consumer<Thread> addHook, IntConsumer halt, Consumer<String> say) {
    this.addHook = addHook;
    this.halt = halt;
    this.say = say;
  }

  /** The sequence of this JVM. The first step registers its hook. */
  public static ShutdownSequence ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /**
   * Registers a step. During a shutdown it is the next one to run; after the last step it runs at
   * once, in the caller's thread.
   *
   * @param name for messages, such as {@code stopping the local stack}
   * @param limit after which the shutdown interrupts the step and goes on
   * @param action may run while the step's owner does the same: the action must allow that
   */
  public ShutdownStep add(String name, Duration limit, Runnable action) {
    Step step = new Step(name, limit, action);
    if (!push(step)) {
      run(step);
    }
    return () -> remove(step);
  }

  /**
   * Registers work that ends in its own thread. The shutdown requests its end and waits until the
   * step is closed.
   *
   * @param name for messages
   * @param limit after which the shutdown goes on without it
   * @param stop requests the end of the work
   */
  public ShutdownStep addWork(String name, Duration limit, Runnable stop) {
    CountDownLatch ended = new CountDownLatch(1);
    ShutdownStep step = add(name, limit, () -> stopAndAwait(stop, ended));
    return () -> {
      ended.countDown();
      step.close();
    };
  }

  /** Sets the exit code of a process that a signal ends, in place of the signal's own. */
  public synchronized void exitWith(int code) {
    exitCode = code;
  }

  private static void stopAndAwait(Runnable stop, CountDownLatch ended) {
    stop.run();
    try {
      ended.await();
    } catch (InterruptedException e) {
      // The limit has expired: the shutdown continues without the work.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean push(Step step) {
    if (!hooked) {
      hook();
    }
    if (state == State.ENDED) {
      return false;
    }
    steps.push(step);
    return true;
  }

  private void hook() {
    hooked = true;
    try {
      addHook.accept(new Thread(this::run, "shutdown"));
    } catch (IllegalStateException alreadyShuttingDown) {
      state = State.ENDED;
    }
  }

  private synchronized void remove(Step step) {
    steps.remove(step);
  }

  /** Runs all steps and removes them. */
  void run() {
    for (Step step = next(); step != null; step = next()) {
      run(step);
    }
    Integer code = exitCode();
    if (code != null) {
      // The signal has set its exit code, and only this replaces it.
      halt.accept(code);
    }
  }

  private synchronized Step next() {
    Step step = steps.poll();
    state = step == null ? State.ENDED : State.RUNNING;
    return step;
  }

  private synchronized Integer exitCode() {
    return exitCode;
  }

  private void run(Step step) {
    Thread thread = new Thread(step.action, step.name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (failed, error) -> say.accept(step.name + " failed: " + message(error)));
    thread.start();
    try {
      thread.join(Math.max(1, step.limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      say.accept(
          step.name + " took longer than " + seconds(step.limit) + " s; the shutdown goes on");
      thread.interrupt();
    }
  }

  private static String message(Throwable error) {
    return error.getMessage() == null ? error.toString() : error.getMessage();
  }

  private static String seconds(Duration limit) {
    return String.valueOf(limit.toMillis() / 1000.0).replaceFirst("\\.0$", "");
  }
}
