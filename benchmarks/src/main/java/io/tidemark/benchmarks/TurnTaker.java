package io.tidemark.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The side of a measured program in the talk with {@code bench}: it says which ways it has, {@code
 * way NAME} a line, then {@code ready}; for each line on standard input, which names a way, it goes
 * that way once and says {@code took SECONDS}. It ends with standard input.
 */
final class TurnTaker {
  private final Map<String, Runnable> ways;

  /**
   * @param ways in the order in which they take turns
   */
  TurnTaker(Map<String, Runnable> ways) {
    this.ways = ways;
  }

  /**
   * Serves until standard input ends.
   *
   * @throws IllegalArgumentException for a way that there is not
   */
  void serve() {
    PrintStream out = System.out;
    ways.keySet().forEach(way -> out.println("way " + way));
    out.println("ready");
    out.flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      for (String way = in.readLine(); way != null; way = in.readLine()) {
        Runnable work = ways.get(way);
        if (work == null) {
          throw new IllegalArgumentException("no way '" + way + "', only " + ways.keySet());
        }
        long start = System.nanoTime();
        work.run();
        out.println("took " + (System.nanoTime() - start) / 1e9);
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
