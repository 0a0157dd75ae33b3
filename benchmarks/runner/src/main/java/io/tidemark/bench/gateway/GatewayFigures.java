package io.tidemark.bench.gateway;

import io.tidemark.bench.report.BenchTable;
import io.tidemark.cli.text.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of a way over the counted turns.
 *
 * @param p50 milliseconds from a request to its answer; empty for the bare producer, and so are the
 *     next two
 * @param p99 milliseconds
 * @param cpu microseconds of the gateway's process for a reading
 */
record GatewayFigures(
    FloodWay way, List<Double> seconds, List<Double> p50, List<Double> p99, List<Double> cpu) {

  /**
   * @param figures of every turn, as {@code cpu} is; those of the warm-up are left out
   */
  static GatewayFigures of(
      FloodWay way, List<Double> seconds, Map<String, List<Double>> figures, List<Double> cpu) {
    return new GatewayFigures(
        way,
        seconds,
        last(figures.getOrDefault(GatewayFlood.P50, List.of()), seconds.size()),
        last(figures.getOrDefault(GatewayFlood.P99, List.of()), seconds.size()),
        last(cpu, seconds.size()));
  }

  private static List<Double> last(List<Double> all, int count) {
    return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
  }

  private List<Double> requestsPerSecond() {
    return way.isBare()
        ? List.of()
        : seconds.stream().map(one -> way.readings() / way.batch() / one).toList();
  }

  private List<Double> readingsPerSecond() {
    return seconds.stream().map(one -> way.readings() / one).toList();
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("readings", way.readings());
    json.put("connections", way.connections());
    json.put("readings per second", readingsPerSecond());
    if (!way.isBare()) {
      json.put("requests per second", requestsPerSecond());
      json.put(GatewayFlood.P50, p50);
      json.put(GatewayFlood.P99, p99);
      json.put("CPU microseconds of the gateway a reading", cpu);
    }
    return json;
  }

  /** A line for each way, with the medians; the first is the bare producer. */
  static String table(List<GatewayFigures> all) {
    List<Double> first = all.get(0).readingsPerSecond();
    return new TextTable<>(all)
        .left("way", one -> one.way().name())
        .right("requests/s", one -> median("%,.0f", one.requestsPerSecond()))
        .right("readings/s", one -> median("%,.0f", one.readingsPerSecond()))
        .right(
            "x " + all.get(0).way().name(),
            one -> BenchTable.spread(BenchTable.ratios(one.readingsPerSecond(), first)))
        .right("p50 ms", one -> median("%.1f", one.p50()))
        .right("p99 ms", one -> median("%.1f", one.p99()))
        .right("gateway's CPU µs a reading", one -> median("%.1f", one.cpu()))
        .render();
  }

  private static String median(String format, List<Double> values) {
    return values.isEmpty() ? "-" : String.format(Locale.ROOT, format, BenchTable.median(values));
  }
}
