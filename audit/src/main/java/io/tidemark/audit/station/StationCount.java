package io.tidemark.audit.station;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.PaneTotals;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one station has.
 *
 * @param readings at a station of windows that slide, each as often as there are windows with it
 * @param rows records or rows that hold the readings
 * @param windows readings by start of the window, epoch milliseconds; no window has 0
 * @param sums exact sums by start of the window and field, for the fields that the station sums
 */
public record StationCount(
    long readings,
    long rows,
    SortedMap<Long, Long> windows,
    Map<Long, Map<String, BigDecimal>> sums) {

  /** No reading. */
  public static final StationCount NOTHING = of(0, new TreeMap<>(), Map.of());

  /** What a station of windows has. */
  public static StationCount of(
      long rows, SortedMap<Long, Long> windows, Map<Long, Map<String, BigDecimal>> sums) {
    long readings = windows.values().stream().mapToLong(Long::longValue).sum();
    return new StationCount(readings, rows, Collections.unmodifiableSortedMap(windows), sums);
  }

  /**
   * What a station of single readings has: each is in every window that its pane is a part of.
   *
   * @param panes readings by start of the pane
   * @param sums by start of the pane
   */
  public static StationCount ofPanes(
      StreamDefinition.Aggregated aggregated,
      long rows,
      SortedMap<Long, Long> panes,
      Map<Long, Map<String, BigDecimal>> sums) {
    SortedMap<Long, Long> windows = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> windowSums = new HashMap<>();
    panes.forEach(
        (pane, readings) -> {
          for (long start : aggregated.windowStarts(pane)) {
            windows.merge(start, readings, Long::sum);
            Map<String, BigDecimal> into =
                windowSums.computeIfAbsent(start, ignored -> new HashMap<>());
            sums.getOrDefault(pane, Map.of())
                .forEach((field, sum) -> into.merge(field, sum, BigDecimal::add));
          }
        });
    long readings = panes.values().stream().mapToLong(Long::longValue).sum();
    return new StationCount(readings, rows, Collections.unmodifiableSortedMap(windows), windowSums);
  }

  /** What a station of single readings has, by its tally of the panes. */
  public static StationCount ofPanes(
      StreamDefinition.Aggregated aggregated, long rows, PaneTotals tally) {
    SortedMap<Long, Long> panes = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> sums = new HashMap<>();
    tally
        .totals()
        .forEach(
            (start, totals) -> {
              panes.put(start, totals.readings());
              sums.put(start, totals.sums());
            });
    return ofPanes(aggregated, rows, panes, sums);
  }

  /** The count of both. */
  public StationCount plus(StationCount other) {
    return plus(other, 1);
  }

  /** The count without another one. */
  public StationCount minus(StationCount other) {
    return plus(other, -1);
  }

  private StationCount plus(StationCount other, int sign) {
    SortedMap<Long, Long> allWindows = new TreeMap<>(windows);
    other.windows.forEach((start, more) -> allWindows.merge(start, sign * more, Long::sum));
    allWindows.values().removeIf(count -> count == 0);
    Map<Long, Map<String, BigDecimal>> allSums = new HashMap<>();
    sums.forEach((start, fields) -> allSums.put(start, new HashMap<>(fields)));
    BigDecimal factor = BigDecimal.valueOf(sign);
    other.sums.forEach(
        (start, fields) -> {
          Map<String, BigDecimal> into = allSums.computeIfAbsent(start, ignored -> new HashMap<>());
          fields.forEach((field, sum) -> into.merge(field, sum.multiply(factor), BigDecimal::add));
        });
    return new StationCount(
        readings + sign * other.readings,
        rows + sign * other.rows,
        Collections.unmodifiableSortedMap(allWindows),
        allSums);
  }

  /**
   * The count of some windows alone. Each reading then counts once for each of its windows, at a
   * station of single readings too.
   *
   * @param rowsInRange the rows that hold them
   */
  public StationCount within(WindowRange range, long rowsInRange) {
    if (range.isAll()) {
      return this;
    }
    Map<Long, Map<String, BigDecimal>> sumsInRange = new HashMap<>();
    sums.forEach(
        (start, fields) -> {
          if (range.contains(start)) {
            sumsInRange.put(start, fields);
          }
        });
    return of(rowsInRange, range.of(windows), sumsInRange);
  }

  /** The count of some windows alone, at a station of single readings: a row for each. */
  public StationCount within(WindowRange range) {
    StationCount some = within(range, 0);
    return range.isAll()
        ? this
        : new StationCount(some.readings, some.readings, some.windows, some.sums);
  }

  /** Readings of a window, by its start. */
  public long in(long window) {
    return windows.getOrDefault(window, 0L);
  }
}
