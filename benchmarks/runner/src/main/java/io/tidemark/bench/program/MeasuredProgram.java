package io.tidemark.bench.program;

import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A measured program in a separate JVM that stays warm between its turns. On its standard output it
 * first lists its ways (measured variants), one line {@code way NAME} each, then {@code ready}.
 * Each line on its standard input names a way, which then runs once. The reply is {@code took
 * SECONDS}, preceded by {@code started SECONDS} if the time includes the start of a job, and by
 * {@code figure VALUE NAME} for each other figure. The program ends at the end of its standard
 * input. {@code io.tidemark.benchmarks.peer.TurnTaker} implements the other side.
 */
public final class MeasuredProgram implements AutoCloseable {
  private static final String WAY = "way ";
  private static final String READY = "ready";
  private static final String STARTED = "started ";
  private static final String FIGURE = "figure ";
  private static final String TOOK = "took ";
  private static final Duration END_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final ChildProcess process;
  private final BufferedReader out;
  private final PrintWriter in;
  private final List<String> ways = new ArrayList<>();
  private final Map<String, List<Double>> secondsToStart = new LinkedHashMap<>();
  private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

  private MeasuredProgram(String name, ChildProcess process) {
    this.name = name;
    this.process = process;
    out = process.output();
    in = process.input();
  }

  /**
   * Starts the program and waits until it is ready. Its standard error is inherited from this
   * process.
   *
   * @param name for messages
   * @throws UserError when the program ends before it is ready
   */
  public static MeasuredProgram start(String name, ProcessBuilder command) throws IOException {
    MeasuredProgram program =
        new MeasuredProgram(
            name,
            ChildProcess.start(
                name, command.redirectError(ProcessBuilder.Redirect.INHERIT), STOP_TIMEOUT));
    try {
      for (String line = program.line(); !line.equals(READY); line = program.line()) {
        if (line.startsWith(WAY)) {
          program.ways.add(line.substring(WAY.length()));
        }
      }
      return program;
    } catch (UserError | IOException e) {
      program.close();
      throw e;
    }
  }

  /** The ways of the program, in its order. */
  public Map<String, Turns.Way> ways() {
    Map<String, Turns.Way> turns = new LinkedHashMap<>();
    ways.forEach(way -> turns.put(way, () -> seconds(way)));
    return turns;
  }

  /** For ways that report it, the seconds of each turn until the job was running. */
  Map<String, List<Double>> secondsToStart() {
    return secondsToStart;
  }

  /**
   * The other figures of a way, each with its value of every turn; the first is the warm-up.
   *
   * @return empty for a way that reports none
   */
  public Map<String, List<Double>> figures(String way) {
    return figures.getOrDefault(way, Map.of());
  }

  private double seconds(String way) throws IOException {
    in.println(way);
    String line = line();
    while (!line.startsWith(TOOK)) {
      if (line.startsWith(STARTED)) {
        secondsToStart
            .computeIfAbsent(way, first -> new ArrayList<>())
            .add(Double.parseDouble(line.substring(STARTED.length())));
      } else if (line.startsWith(FIGURE)) {
        String[] figure = line.substring(FIGURE.length()).split(" ", 2);
        figures
            .computeIfAbsent(way, first -> new LinkedHashMap<>())
            .computeIfAbsent(figure[1], first -> new ArrayList<>())
            .add(Double.parseDouble(figure[0]));
      }
      line = line();
    }
    return Double.parseDouble(line.substring(TOOK.length()));
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new UserError(name + " ended before it was done; see its error output above");
    }
    return line;
  }

  /** Closes the program's standard input, and stops the program if it does not end. */
  @Override
  public void close() {
    in.close();
    process.endsWithin(END_TIMEOUT);
    process.close();
  }
}
