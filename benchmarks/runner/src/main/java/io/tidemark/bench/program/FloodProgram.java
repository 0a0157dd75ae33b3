package io.tidemark.bench.program;

import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that sends records to a topic and ends. Each run starts a new, cold JVM, as on the
 * command line.
 */
public final class FloodProgram implements Turns.Way {
  /** Reads the duration of sending from the output of a program. */
  interface OwnClock {
    /**
     * Seconds from the first record to the last acknowledgement.
     *
     * @throws UserError when the program sent fewer records than expected
     */
    double seconds(List<String> printed) throws IOException;
  }

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final String name;
  private final ProcessBuilder command;
  private final OwnClock clock;
  private final List<Double> wholeRuns = new ArrayList<>();

  public FloodProgram(String name, ProcessBuilder command, OwnClock clock) {
    this.name = name;
    this.command = command;
    this.clock = clock;
  }

  @Override
  public double seconds() throws IOException {
    List<String> printed = new ArrayList<>();
    long start = System.nanoTime();
    try (ChildProcess process =
            ChildProcess.start(name, command.redirectErrorStream(true), STOP_TIMEOUT);
        BufferedReader out = process.output()) {
      out.lines().forEach(printed::add);
      int code = process.await();
      wholeRuns.add((System.nanoTime() - start) / 1e9);
      if (code != 0) {
        throw new UserError(name + " failed:\n" + String.join("\n", printed));
      }
      return clock.seconds(printed);
    }
  }

  /** Seconds from the start of the process to its end, for each turn; the first is the warm-up. */
  public List<Double> wholeRuns() {
    return wholeRuns;
  }
}
