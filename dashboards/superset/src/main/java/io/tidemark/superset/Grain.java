package io.tidemark.superset;

import java.time.Duration;
import java.util.List;

/**
 * The interval of a point in a chart over time.
 *
 * @param period as Superset and Druid name it
 * @param format of the axis, in the syntax of D3
 */
record Grain(String period, String format) {
  private static final List<String> PERIODS =
      List.of(
          "PT1S", "PT5S", "PT30S", "PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT1H", "PT6H",
          "P1D");

  /**
   * The shortest of Superset's intervals that is a whole number of windows, else a month; the first
   * and last windows of a month may then count to its neighbour.
   */
  static Grain of(Duration window) {
    for (String period : PERIODS) {
      Duration length = Duration.parse(period);
      if (length.toMillis() % window.toMillis() == 0) {
        return new Grain(
            period,
            length.toDays() > 0 ? "%Y-%m-%d" : length.toHours() > 0 ? "%m-%d %H:%M" : "%H:%M");
      }
    }
    return new Grain("P1M", "%Y-%m");
  }
}
