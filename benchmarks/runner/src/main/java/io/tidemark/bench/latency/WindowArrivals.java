package io.tidemark.bench.latency;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The arrival times of windows at one end of the pipeline. A window has arrived when its last row
 * has. Thread-safe.
 */
final class WindowArrivals {
  private final int rowsOfWindow;
  private final Map<Long, Integer> rows = new HashMap<>();
  private final Map<Long, Long> whole = new HashMap<>();

  /**
   * @param rowsOfWindow the number of rows of a complete window
   */
  WindowArrivals(int rowsOfWindow) {
    this.rowsOfWindow = rowsOfWindow;
  }

  /**
   * Records the arrival of one row.
   *
   * @param window the start of its window, epoch milliseconds
   * @param at its arrival time, epoch milliseconds
   */
  synchronized void add(long window, long at) {
    see(window, rows.getOrDefault(window, 0) + 1, at);
  }

  /**
   * Records the number of rows of a window at one time; the first call with all rows is the
   * arrival.
   */
  synchronized void see(long window, int found, long at) {
    rows.put(window, found);
    if (found >= rowsOfWindow) {
      whole.putIfAbsent(window, at);
    }
  }

  /** The arrival time of a window, epoch milliseconds; empty while rows are missing. */
  synchronized OptionalLong at(long window) {
    Long at = whole.get(window);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }
}
