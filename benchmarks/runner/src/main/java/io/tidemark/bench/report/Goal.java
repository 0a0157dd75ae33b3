package io.tidemark.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A goal of a benchmark: the figures of the repetitions, and the bound for their median.
 *
 * @param what the name of the ratio or of the duration
 * @param unit of the figures; empty for a ratio
 * @param bound of the median
 * @param atLeast whether the median must be at least the bound; otherwise it must be below
 */
public record Goal(String what, List<Double> figures, String unit, double bound, boolean atLeast) {

  /** A ratio that must be at least the bound. */
  public static Goal ratio(String what, List<Double> ratios, double bound) {
    return new Goal(what, ratios, "", bound, true);
  }

  /** A time that must be below the bound. */
  public static Goal seconds(String what, List<Double> seconds, double bound) {
    return new Goal(what, seconds, "s", bound, false);
  }

  double median() {
    return BenchTable.median(figures);
  }

  boolean isReached() {
    return atLeast ? median() >= bound : median() < bound;
  }

  /** The bound as text. */
  String bounds() {
    return String.format(Locale.ROOT, "%s %.2f%s", atLeast ? "≥" : "<", bound, suffix());
  }

  /** The median, with minimum and maximum in brackets. */
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
