package io.tidemark.bench.program;

import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that sends records to a topic and ends, in a JVM of its own that starts cold each time,
 * as when a person types it.
 */
public final class FloodProgram implements Turns.Way {
  /** Finds in what a program printed how long the sending took. */
  interface OwnClock {
    /**
     * Seconds from the first record to the last acknowledgement.
     *
     * @throws UserError when it sent less than it should
     */
    double seconds(List<String> printed) throws IOException;
  }

  private static final Duration TO_STOP = Duration.ofSeconds(20);

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
            ChildProcess.start(name, command.redirectErrorStream(true), TO_STOP);
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

  /** Seconds from the start of the process to its end, by turn; the first is the warm-up. */
  public List<Double> wholeRuns() {
    return wholeRuns;
  }
}
