package io.tidemark.process;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process id that stays unambiguous when the system reuses the number: the start time is part of
 * it.
 *
 * @param startedAt milliseconds since the epoch
 */
public record ProcessId(long pid, long startedAt) {
  /**
   * The system derives the instant from its boot time, which moves a little as its clock is set.
   */
  private static final long CLOCK_TOLERANCE = 2_000;

  /** The start time of a process that had ended before it was read; it matches no process. */
  private static final long UNKNOWN = 0;

  public static ProcessId of(ProcessHandle process) {
    return new ProcessId(process.pid(), startOf(process));
  }

  public static ProcessId current() {
    return of(ProcessHandle.current());
  }

  /** Whether this process still runs. */
  @JsonIgnore
  public boolean isAlive() {
    return handle().isPresent();
  }

  /** Sends SIGTERM; does not wait. */
  public void terminate() {
    handle().ifPresent(ProcessHandle::destroy);
  }

  /** Waits until the process has ended, and kills it after {@code timeout}. */
  public void endWithin(Duration timeout) {
    handle()
        .ifPresent(
            process -> {
              if (!hasEnded(process, timeout)) {
                kill();
              }
            });
  }

  /** Sends SIGKILL and waits until the process has ended. */
  public void kill() {
    handle()
        .ifPresent(
            process -> {
              process.destroyForcibly();
              hasEnded(process, Duration.ofSeconds(5));
            });
  }

  private boolean hasEnded(ProcessHandle process, Duration timeout) {
    // The handle reports the end of a child only. A process that its parent does not reap needs
    // polling.
    long deadline = System.nanoTime() + timeout.toNanos();
    while (isAlive() && System.nanoTime() < deadline) {
      try {
        process.onExit().get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillThere) {
        continue;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !isAlive();
      }
    }
    return !isAlive();
  }

  private Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startedAt != UNKNOWN)
        .filter(process -> Math.abs(startOf(process) - startedAt) <= CLOCK_TOLERANCE)
        .filter(process -> !isZombie());
  }

  /** Ended but not reaped by its parent; in many containers no parent ever does. */
  private boolean isZombie() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException notLinuxOrGone) {
      return false;
    }
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(UNKNOWN);
  }
}
