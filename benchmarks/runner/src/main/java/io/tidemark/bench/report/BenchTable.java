package io.tidemark.bench.report;

import io.tidemark.cli.text.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The table of measured ways. Each is compared with the first way of the same repetition, so that
 * other load on the machine affects both.
 *
 * @param readings the number of readings that each way processed
 * @param seconds of each repetition, by way; the others are compared with the first way
 */
public record BenchTable(long readings, Map<String, List<Double>> seconds) {

  /** One line of the table, with minimum, median and maximum over the repetitions. */
  private record Line(String way, String rate, String ratio) {}

  public String render() {
    List<Double> first = seconds.values().iterator().next();
    List<Line> lines = new ArrayList<>();
    seconds.forEach(
        (way, took) -> {
          List<Double> rates = took.stream().map(one -> readings / one / 1e6).toList();
          lines.add(new Line(way, spread(rates), spread(ratios(first, took))));
        });
    return new TextTable<>(lines)
        .left("way", Line::way)
        .right("million readings/s", Line::rate)
        .right("x " + seconds.keySet().iterator().next(), Line::ratio)
        .render();
  }

  /** The ratios of speed to the first way's, repetition by repetition. */
  public static List<Double> ratios(List<Double> first, List<Double> took) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < took.size(); i++) {
      ratios.add(first.get(i) / took.get(i));
    }
    return ratios;
  }

  /** The median, with minimum and maximum in brackets. */
  public static String spread(List<Double> values) {
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        median(values),
        Collections.min(values),
        Collections.max(values));
  }

  /** The median; for an even number of values, the mean of the two in the middle. */
  public static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
