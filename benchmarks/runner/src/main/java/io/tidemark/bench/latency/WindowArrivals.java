package io.tidemark.bench.latency;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When the windows were all there at one place: a window is once its last row is. For several
 * threads.
 */
final class WindowArrivals {
  private final int rowsOfWindow;
  private final Map<Long, Integer> rows = new HashMap<>();
  private final Map<Long, Long> whole = new HashMap<>();

  /**
   * @param rowsOfWindow how many rows a whole window has
   */
  WindowArrivals(int rowsOfWindow) {
    this.rowsOfWindow = rowsOfWindow;
  }

  /**
   * One more row was seen.
   *
   * @param window its start, epoch milliseconds
   * @param at when it was seen, epoch milliseconds
   */
  synchronized void add(long window, long at) {
    see(window, rows.getOrDefault(window, 0) + 1, at);
  }

  /** So many rows of a window were seen together; the first look that finds all of them counts. */
  synchronized void see(long window, int found, long at) {
    rows.put(window, found);
    if (found >= rowsOfWindow) {
      whole.putIfAbsent(window, at);
    }
  }

  /** When a window was all there; epoch milliseconds. */
  synchronized OptionalLong at(long window) {
    Long at = whole.get(window);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }
}
