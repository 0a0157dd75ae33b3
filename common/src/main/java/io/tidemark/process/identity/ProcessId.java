package io.tidemark.process.identity;

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
 * A process id that stays unambiguous when the system reuses the number: the start of the process
 * is part of it.
 *
 * @param startedAt on Linux the id of the boot and the clock ticks from it to the start, as in
 *     {@code 7c53da63-304a-411b-96a7-e3cdb7fbb193:3103392} (proc(5)), which do not change when the
 *     clock is set; elsewhere, and in files of earlier releases, milliseconds since the epoch
 */
public record ProcessId(long pid, String startedAt) {
  /** An instant of a start moves by as much as the clock is set. */
  private static final long CLOCK_TOLERANCE = 2_000;

  /** The start of a process that had ended before it was read; it matches no process. */
  private static final String UNKNOWN = "0";

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /** The place of the start among the fields behind the name of the program. */
  private static final int START_FIELD = 19;

  public ProcessId {
    startedAt = startedAt == null ? UNKNOWN : startedAt;
  }

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
        .filter(this::isSame)
        .filter(process -> !isZombie());
  }

  private boolean isSame(ProcessHandle process) {
    if (startedAt.equals(UNKNOWN)) {
      return false;
    }
    if (!startedAt.matches("\\d{1,18}")) {
      return startedAt.equals(startOf(process));
    }
    long difference = Long.parseLong(startedAt) - Long.parseLong(instantOf(process));
    return Math.abs(difference) <= CLOCK_TOLERANCE;
  }

  /** Ended but not reaped by its parent; in many containers no parent ever does. */
  private boolean isZombie() {
    try {
      return stat(pid)[0].equals("Z");
    } catch (IOException notLinuxOrGone) {
      return false;
    }
  }

  private static String startOf(ProcessHandle process) {
    try {
      return Files.readString(BOOT).strip() + ":" + stat(process.pid())[START_FIELD];
    } catch (IOException notLinuxOrGone) {
      return instantOf(process);
    }
  }

  /** The fields of a process from its state on; the name before it may have any characters. */
  private static String[] stat(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }

  private static String instantOf(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(Instant::toEpochMilli)
        .map(String::valueOf)
        .orElse(UNKNOWN);
  }
}
