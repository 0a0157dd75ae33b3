package io.tidemark.audit;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one station has.
 *
 * @param rows records or rows that hold the readings
 * @param windows readings by start of the window, epoch milliseconds; no window has 0
 * @param sums exact sums by start of the window and field, for the fields that the station sums
 */
record StationCount(
    long readings,
    long rows,
    SortedMap<Long, Long> windows,
    Map<Long, Map<String, BigDecimal>> sums) {

  static final StationCount NOTHING = of(0, new TreeMap<>(), Map.of());

  static StationCount of(
      long rows, SortedMap<Long, Long> windows, Map<Long, Map<String, BigDecimal>> sums) {
    long readings = windows.values().stream().mapToLong(Long::longValue).sum();
    return new StationCount(readings, rows, Collections.unmodifiableSortedMap(windows), sums);
  }

  long in(long window) {
    return windows.getOrDefault(window, 0L);
  }
}
