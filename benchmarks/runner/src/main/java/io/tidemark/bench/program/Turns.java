package io.tidemark.bench.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs ways in turns, A B A B, so that other load on the machine affects all of them. The first
 * repetition is a warm-up and not counted.
 */
public final class Turns {
  /** A measured variant. */
  public interface Way {
    /** Runs once and returns the seconds taken. */
    double seconds() throws Exception;
  }

  private Turns() {}

  /**
   * @param progress receives one line for each turn
   * @return the seconds of each repetition, by way
   */
  public static Map<String, List<Double>> take(
      int repetitions, Map<String, Way> ways, Consumer<String> progress) throws Exception {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    ways.keySet().forEach(way -> seconds.put(way, new ArrayList<>()));
    for (int repetition = 0; repetition <= repetitions; repetition++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        double took = way.getValue().seconds();
        if (repetition > 0) {
          seconds.get(way.getKey()).add(took);
        }
        progress.accept(
            String.format(
                Locale.ROOT,
                "%s: %s %.1f s",
                repetition == 0 ? "warm-up" : repetition + " of " + repetitions,
                way.getKey(),
                took));
      }
    }
    return seconds;
  }
}
