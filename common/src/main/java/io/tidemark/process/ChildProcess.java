package io.tidemark.process;

import io.tidemark.cli.UserError;
import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A child process that ends with this process. */
public final class ChildProcess implements AutoCloseable {
  /** The wait after SIGKILL, whose effect the system may delay. */
  private static final Duration TO_KILL = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final Duration grace;
  private final ShutdownStep step;

  private ChildProcess(String name, Process process, Duration grace) {
    this.name = name;
    this.process = process;
    this.grace = grace;
    step =
        ShutdownSequence.ofThisProcess().add("stopping " + name, grace.plus(TO_KILL), this::stop);
  }

  /**
   * Starts a child process.
   *
   * @param name of the process in messages, such as {@code the Spark job}
   * @param grace from SIGTERM to SIGKILL
   * @throws UserError when it cannot be started
   */
  public static ChildProcess start(String name, ProcessBuilder command, Duration grace) {
    try {
      return new ChildProcess(name, command.start(), grace);
    } catch (IOException e) {
      throw new UserError("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The process of the operating system. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** The child's standard output, unless its command redirects it. */
  public BufferedReader output() {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /** The child's standard input; each line is flushed. */
  public PrintWriter input() {
    return new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /** Waits until it ends by itself, at most {@code limit}; returns whether it has ended. */
  public boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until it ends by itself and returns its exit code. */
  public int await() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while " + name + " was running", e);
    }
  }

  /** Sends SIGTERM, and SIGKILL if the process has not ended within the grace period. */
  @Override
  public void close() {
    stop();
    step.close();
  }

  private void stop() {
    process.destroy();
    if (!endsWithin(grace)) {
      process.destroyForcibly();
      endsWithin(TO_KILL);
    }
  }
}
