package io.tidemark.audit.station;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The windows that are audited: those whose start is in {@code [from, to)}.
 *
 * @param from epoch milliseconds, as all times here
 */
public record WindowRange(long from, long to) {
  /** Every window. */
  public static final WindowRange ALL = new WindowRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /**
   * @param from null for no limit, as {@code to}
   */
  public static WindowRange of(Instant from, Instant to) {
    return new WindowRange(
        from == null ? ALL.from : from.toEpochMilli(), to == null ? ALL.to : to.toEpochMilli());
  }

  /** Whether no window is left out. */
  public boolean isAll() {
    return equals(ALL);
  }

  public boolean contains(long window) {
    return from <= window && window < to;
  }

  /** The windows that are in another range too. */
  public WindowRange within(WindowRange other) {
    return new WindowRange(Math.max(from, other.from), Math.min(to, other.to));
  }

  /** The entries of the windows in the range, by the start of the window. */
  public <T> SortedMap<Long, T> of(SortedMap<Long, T> windows) {
    return isAll()
        ? windows
        : from < to ? new TreeMap<>(windows.subMap(from, to)) : new TreeMap<>();
  }

  /** The windows in words, such as {@code from 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z}. */
  @Override
  public String toString() {
    if (isAll()) {
      return "all";
    }
    String begin = from == ALL.from ? "" : "from " + Instant.ofEpochMilli(from);
    String end = to == ALL.to ? "" : "to " + Instant.ofEpochMilli(to);
    return (begin + " " + end).strip();
  }
}
