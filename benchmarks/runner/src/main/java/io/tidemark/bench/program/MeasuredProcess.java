package io.tidemark.bench.program;

import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A process that is measured from its start until its work is done, with its output in a file. */
public final class MeasuredProcess {
  /** The most by which a figure may be wrong. */
  private static final long MILLIS_BETWEEN = 50;

  private static final Duration TIMEOUT = Duration.ofMinutes(15);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  /** Watches the work of a process from outside. */
  public interface Watch {
    /** Whether its work has begun; not called again after it has. */
    boolean hasBegun() throws Exception;

    /** Whether its work is done, for a process that does not end by itself. */
    boolean isDone() throws Exception;
  }

  /**
   * What the work used.
   *
   * @param start the start of the process
   * @param secondsToStart from the start of the process to that of its work
   * @param cpuSecondsToStart of all threads, those of compilers and collector included
   * @param cpuSeconds in all
   */
  public record Used(
      Instant start, double secondsToStart, double cpuSecondsToStart, double cpuSeconds) {}

  private MeasuredProcess() {}

  /**
   * Runs a process until its work is done, and stops it if it does not end then.
   *
   * @param name for messages
   * @param log gets standard output and error
   * @throws UserError when it fails, ends before its work began, or is not done in time
   */
  public static Used run(String name, ProcessBuilder command, Path log, Watch watch)
      throws Exception {
    makeFolder(log);
    command.redirectErrorStream(true).redirectOutput(log.toFile());
    Instant start = Instant.now();
    try (ChildProcess process = ChildProcess.start(name, command, STOP_TIMEOUT)) {
      double toStart = -1;
      Duration cpuToStart = Duration.ZERO;
      Duration cpu = Duration.ZERO;
      boolean done = false;
      while (process.isAlive() && !done) {
        cpu = process.handle().info().totalCpuDuration().orElse(cpu);
        if (toStart < 0 && watch.hasBegun()) {
          toStart = secondsSince(start);
          cpuToStart = cpu;
        }
        done = watch.isDone();
        if (secondsSince(start) > TIMEOUT.toSeconds()) {
          throw new UserError(
              name + " was not done after " + TIMEOUT.toMinutes() + " minutes; its log is " + log);
        }
        if (!done) {
          process.endsWithin(Duration.ofMillis(MILLIS_BETWEEN));
        }
      }
      if (toStart < 0 || !done && process.await() != 0) {
        throw new UserError(name + " ended before its work was done; its log is " + log);
      }
      return new Used(start, toStart, seconds(cpuToStart), seconds(cpu));
    }
  }

  private static void makeFolder(Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
  }

  private static double secondsSince(Instant start) {
    return seconds(Duration.between(start, Instant.now()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
