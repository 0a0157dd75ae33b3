package io.tidemark.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark is asked: a figure for each repetition beside what their median should be.
 *
 * @param what is divided by what, or what takes how long
 * @param unit of the figures; empty for a ratio
 * @param bound what the median should reach
 * @param atLeast whether it should not be below the bound; otherwise it should be below
 */
public record Goal(String what, List<Double> figures, String unit, double bound, boolean atLeast) {

  /** A ratio that should be the bound or more. */
  public static Goal ratio(String what, List<Double> ratios, double bound) {
    return new Goal(what, ratios, "", bound, true);
  }

  /** A time that should be below the bound. */
  public static Goal seconds(String what, List<Double> seconds, double bound) {
    return new Goal(what, seconds, "s", bound, false);
  }

  double median() {
    return BenchTable.median(figures);
  }

  boolean isReached() {
    return atLeast ? median() >= bound : median() < bound;
  }

  /** As a line is read. */
  String bounds() {
    return String.format(Locale.ROOT, "%s %.2f%s", atLeast ? "≥" : "<", bound, suffix());
  }

  /** The median, and in brackets the least and the greatest. */
  String found() {
    return BenchTable.spread(figures) + suffix();
  }

  private String suffix() {
    return unit.isEmpty() ? "" : " " + unit;
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("what", what);
    json.put("unit", unit);
    json.put("figures", figures);
    json.put("median", median());
    json.put("bound", bound);
    json.put("atLeast", atLeast);
    json.put("reached", isReached());
    return json;
  }
}
