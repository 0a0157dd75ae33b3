package io.tidemark.model;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many readings each window has, and what their numbers add up to. Memory goes with the
 * windows, not with the readings. Not for several threads.
 */
public final class WindowTally {
  /**
   * What a window has.
   *
   * @param sums the exact sum of each number that is measured, by field
   */
  public record Totals(long readings, Map<String, BigDecimal> sums) {}

  private static final class Window {
    private final ExactSum[] sums;
    private long readings;

    Window(int fields) {
      sums = new ExactSum[fields];
      for (int i = 0; i < fields; i++) {
        sums[i] = new ExactSum();
      }
    }
  }

  private final StreamDefinition definition;
  private final int timePlace;
  private final int[] places;
  private final TreeMap<Long, Window> windows = new TreeMap<>();

  /** The window of the last reading; readings come in order, so it is mostly the right one. */
  private Window current;

  private long currentStart;
  private long currentEnd;

  public WindowTally(StreamDefinition definition) {
    this.definition = definition;
    List<Field> fields = definition.raw().fields();
    timePlace = fields.indexOf(definition.raw().time());
    places = definition.raw().measured().stream().mapToInt(fields::indexOf).toArray();
  }

  public void add(Reading reading) {
    Window window = window(reading.number(timePlace));
    window.readings++;
    for (int i = 0; i < places.length; i++) {
      window.sums[i].add(reading.number(places[i]));
    }
  }

  /** Takes back a reading that could not be delivered. */
  public void remove(Reading reading) {
    Window window = window(reading.number(timePlace));
    window.readings--;
    for (int i = 0; i < places.length; i++) {
      window.sums[i].subtract(reading.number(places[i]));
    }
  }

  /** When the last window ends, epoch milliseconds. */
  public long end() {
    return windows.lastKey() + definition.aggregated().window().toMillis();
  }

  public boolean isEmpty() {
    return windows.isEmpty();
  }

  /** The windows that have readings, by their start in epoch milliseconds. */
  public SortedMap<Long, Totals> totals() {
    SortedMap<Long, Totals> totals = new TreeMap<>();
    windows.forEach(
        (start, window) -> {
          if (window.readings > 0) {
            Map<String, BigDecimal> sums = new LinkedHashMap<>();
            for (int i = 0; i < places.length; i++) {
              Field field = definition.raw().fields().get(places[i]);
              sums.put(field.name(), window.sums[i].toDecimal(field.scale()));
            }
            totals.put(start, new Totals(window.readings, sums));
          }
        });
    return totals;
  }

  private Window window(long time) {
    if (current == null || time < currentStart || time >= currentEnd) {
      currentStart = definition.aggregated().windowStart(time);
      currentEnd = currentStart + definition.aggregated().window().toMillis();
      current = windows.computeIfAbsent(currentStart, ignored -> new Window(places.length));
    }
    return current;
  }
}
