package io.tidemark.audit.rows;

import java.util.Map;

/**
 * Windows whose rows an earlier audit has found once, and equal at every station, by their start in
 * epoch milliseconds. The aggregation writes all rows of a window in one epoch, so another row of
 * such a window is one too many, or it came while its epoch was committed.
 */
public record SettledWindows(Map<Long, Rows> windows) {
  /** No window. */
  public static final SettledWindows NONE = new SettledWindows(Map.of());

  /** What the aggregated topic has of a window. */
  public record Rows(long readings, long rows) {}

  /** Whether a window is one of them. */
  public boolean has(long window) {
    return windows.containsKey(window);
  }

  /** Whether a window is one of them, and a copy of the topic has as many readings and rows. */
  public boolean has(long window, long readings, long rows) {
    return new Rows(readings, rows).equals(windows.get(window));
  }

  /** How many there are. */
  public int size() {
    return windows.size();
  }

  /** All their readings. */
  public long readings() {
    return windows.values().stream().mapToLong(Rows::readings).sum();
  }
}
