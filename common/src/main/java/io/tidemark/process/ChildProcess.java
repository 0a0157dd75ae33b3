package io.tidemark.process;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A child process that does not outlive this one. */
public final class ChildProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Duration grace;
  private final Thread hook;

  private ChildProcess(String name, Process process, Duration grace) {
    this.name = name;
    this.process = process;
    this.grace = grace;
    hook = new Thread(this::stop, "stops " + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts it.
   *
   * @param name for messages, such as {@code the Spark job}
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

  /** Waits until it ends by itself and returns its exit code. */
  public int await() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while " + name + " was running", e);
    }
  }

  /** Sends SIGTERM, and SIGKILL when it has not ended within the grace period. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException thisJvmIsEnding) {
      // Then the hook finds the process stopped.
    }
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
