package io.tidemark.bench.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Runs ways in turns, A B A B, so that other load on the machine affects all of them. */
public final class Turns {
  /** A measured variant. */
  public interface Way {
    /** Runs once and returns the seconds taken. */
    double seconds() throws Exception;
  }

  private Turns() {}

  /**
   * The first repetition is a warm-up and not counted.
   *
   * @param progress receives one line for each turn
   * @return the seconds of each repetition, by way
   */
  public static Map<String, List<Double>> take(
      int repetitions, Map<String, Way> ways, Consumer<String> progress) throws Exception {
    for (Map.Entry<String, Way> way : ways.entrySet()) {
      double took = way.getValue().seconds();
      say(progress, "warm-up", way.getKey(), took);
    }
    return takeCold(repetitions, ways, progress);
  }

  /**
   * Takes turns without a warm-up, for ways that start a new process each time.
   *
   * @param progress receives one line for each turn
   * @return the seconds of each repetition, by way
   */
  public static Map<String, List<Double>> takeCold(
      int repetitions, Map<String, Way> ways, Consumer<String> progress) throws Exception {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    ways.keySet().forEach(way -> seconds.put(way, new ArrayList<>()));
    for (int repetition = 1; repetition <= repetitions; repetition++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        double took = way.getValue().seconds();
        seconds.get(way.getKey()).add(took);
        say(progress, repetition + " of " + repetitions, way.getKey(), took);
      }
    }
    return seconds;
  }

  private static void say(Consumer<String> progress, String turn, String way, double took) {
    progress.accept(String.format(Locale.ROOT, "%s: %s %.1f s", turn, way, took));
  }
}
