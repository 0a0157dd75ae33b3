package io.tidemark.benchmarks.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The measured program's side of the protocol with {@code bench}. On standard output it first lists
 * its ways (measured variants), one line {@code way NAME} each, then {@code ready}. Each line on
 * standard input names a way, which then runs once. The reply is {@code took SECONDS}, preceded by
 * {@code started SECONDS} if a job had to be started, and by {@code figure VALUE NAME} for each
 * other figure. The program ends at the end of standard input.
 */
public final class TurnTaker {
  private final Map<String, Supplier<Took>> ways = new LinkedHashMap<>();

  /**
   * @param ways by name, in the order of their turns
   */
  public TurnTaker(Map<String, Runnable> ways) {
    ways.forEach((name, work) -> this.ways.put(name, () -> time(work)));
  }

  private TurnTaker() {}

  /**
   * Creates a program with a single way, which starts a job and cleans up after it.
   *
   * @param job runs once and returns its times
   */
  public static TurnTaker of(String name, Supplier<Took> job) {
    TurnTaker one = new TurnTaker();
    one.ways.put(name, job);
    return one;
  }

  /**
   * Creates a program whose ways measure themselves.
   *
   * @param ways by name, in the order of their turns
   */
  public static TurnTaker measuring(Map<String, Supplier<Took>> ways) {
    TurnTaker several = new TurnTaker();
    several.ways.putAll(ways);
    return several;
  }

  /**
   * The times of a turn.
   *
   * @param started seconds until the job was running, or 0 if there is no job to start
   * @param took seconds in all
   * @param figures other figures by name, with the unit in the name
   */
  public record Took(double started, double took, Map<String, Double> figures) {
    public Took(double started, double took) {
      this(started, took, Map.of());
    }
  }

  /**
   * Serves until standard input ends.
   *
   * @throws IllegalArgumentException for an unknown way
   */
  public void serve() {
    PrintStream out = System.out;
    ways.keySet().forEach(way -> out.println("way " + way));
    out.println("ready");
    out.flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      for (String way = in.readLine(); way != null; way = in.readLine()) {
        Supplier<Took> work = ways.get(way);
        if (work == null) {
          throw new IllegalArgumentException("no way '" + way + "', only " + ways.keySet());
        }
        Took took = work.get();
        if (took.started() > 0) {
          out.println("started " + took.started());
        }
        took.figures().forEach((name, value) -> out.println("figure " + value + " " + name));
        out.println("took " + took.took());
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Took time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return new Took(0, (System.nanoTime() - start) / 1e9);
  }
}
