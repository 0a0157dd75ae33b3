package io.tidemark.bench.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Ways that take turns, A B A B: what the machine does besides is then shared by all of them. One
 * repetition that is not counted goes before.
 */
public final class Turns {
  /** Something that is measured. */
  public interface Way {
    /** Does it once and tells the seconds that it took. */
    double seconds() throws Exception;
  }

  private Turns() {}

  /**
   * @param say is told of each turn in a line
   * @return the seconds of each repetition, by way
   */
  public static Map<String, List<Double>> take(
      int repetitions, Map<String, Way> ways, Consumer<String> say) throws Exception {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    ways.keySet().forEach(way -> seconds.put(way, new ArrayList<>()));
    for (int repetition = 0; repetition <= repetitions; repetition++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        double took = way.getValue().seconds();
        if (repetition > 0) {
          seconds.get(way.getKey()).add(took);
        }
        say.accept(
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
