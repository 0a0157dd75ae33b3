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
 * A program that is measured, in a JVM of its own that stays warm between its turns. It says on its
 * standard output which ways it has, a line {@code way NAME} for each, then {@code ready}. Each
 * line on its standard input names a way; it goes that way once and answers {@code took SECONDS},
 * before that {@code started SECONDS} if a part of them passed until its job was running. It ends
 * with its standard input. {@code io.tidemark.benchmarks.peer.TurnTaker} is the other side.
 */
public final class MeasuredProgram implements AutoCloseable {
  private static final String WAY = "way ";
  private static final String READY = "ready";
  private static final String STARTED = "started ";
  private static final String TOOK = "took ";
  private static final Duration TO_END = Duration.ofSeconds(20);
  private static final Duration TO_STOP = Duration.ofSeconds(10);

  private final String name;
  private final ChildProcess process;
  private final BufferedReader out;
  private final PrintWriter in;
  private final List<String> ways = new ArrayList<>();
  private final Map<String, List<Double>> secondsToStart = new LinkedHashMap<>();

  private MeasuredProgram(String name, ChildProcess process) {
    this.name = name;
    this.process = process;
    out = process.output();
    in = process.input();
  }

  /**
   * Starts it and waits until it is ready. Its standard error is this process's own.
   *
   * @param name for messages
   * @throws UserError when it ends before it is ready
   */
  public static MeasuredProgram start(String name, ProcessBuilder command) throws IOException {
    MeasuredProgram program =
        new MeasuredProgram(
            name,
            ChildProcess.start(
                name, command.redirectError(ProcessBuilder.Redirect.INHERIT), TO_STOP));
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

  /** Its ways in its order, to be taken in turn. */
  public Map<String, Turns.Way> ways() {
    Map<String, Turns.Way> turns = new LinkedHashMap<>();
    ways.forEach(way -> turns.put(way, () -> seconds(way)));
    return turns;
  }

  /** For the ways that tell, what each turn took until the job was running. */
  Map<String, List<Double>> secondsToStart() {
    return secondsToStart;
  }

  private double seconds(String way) throws IOException {
    in.println(way);
    String line = line();
    while (!line.startsWith(TOOK)) {
      if (line.startsWith(STARTED)) {
        secondsToStart
            .computeIfAbsent(way, first -> new ArrayList<>())
            .add(Double.parseDouble(line.substring(STARTED.length())));
      }
      line = line();
    }
    return Double.parseDouble(line.substring(TOOK.length()));
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new UserError(name + " ended before it was done, as said above");
    }
    return line;
  }

  /** Lets it end, and ends it if it does not. */
  @Override
  public void close() {
    in.close();
    process.endsWithin(TO_END);
    process.close();
  }
}
