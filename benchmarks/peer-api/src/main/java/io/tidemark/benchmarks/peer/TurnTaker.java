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
 * The side of a measured program in the talk with {@code bench}: it says which ways it has, {@code
 * way NAME} a line, then {@code ready}; for each line on standard input, which names a way, it goes
 * that way once and says {@code took SECONDS}, before that {@code started SECONDS} where a job had
 * to be started. It ends with standard input.
 */
public final class TurnTaker {
  private final Map<String, Supplier<Took>> ways = new LinkedHashMap<>();

  /**
   * @param ways in the order in which they take turns
   */
  public TurnTaker(Map<String, Runnable> ways) {
    ways.forEach((name, work) -> this.ways.put(name, () -> time(work)));
  }

  private TurnTaker() {}

  /**
   * A way that has a job to start and to clean up after.
   *
   * @param job does it once and tells how long it took
   */
  public static TurnTaker of(String name, Supplier<Took> job) {
    TurnTaker one = new TurnTaker();
    one.ways.put(name, job);
    return one;
  }

  /**
   * What a turn took.
   *
   * @param started seconds until the job was running, or 0 where there is nothing to start
   * @param took seconds in all
   */
  public record Took(double started, double took) {}

  /**
   * Serves until standard input ends.
   *
   * @throws IllegalArgumentException for a way that there is not
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
