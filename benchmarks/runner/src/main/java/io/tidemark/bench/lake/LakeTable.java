package io.tidemark.bench.lake;

import io.tidemark.bench.report.BenchTable;
import io.tidemark.cli.text.TextTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of each way, and how the others compare with the first.
 *
 * @param seconds from the start of a process to its last commit, for each turn
 * @param toStart part of the seconds
 * @param cpu seconds of a process
 * @param cpuToStart part of them
 * @param commits seconds of each commit of each turn
 */
record LakeTable(
    long readings,
    Map<String, List<Double>> seconds,
    Map<String, List<Double>> toStart,
    Map<String, List<Double>> cpu,
    Map<String, List<Double>> cpuToStart,
    Map<String, List<Double>> bytes,
    Map<String, List<List<Double>>> commits) {

  String render() {
    TextTable<String> figures =
        new TextTable<>(seconds.keySet())
            .left("way", way -> way)
            .right("seconds", way -> BenchTable.spread(seconds.get(way)))
            .right("of them to start", way -> BenchTable.spread(toStart.get(way)))
            .right("CPU seconds", way -> BenchTable.spread(cpu.get(way)))
            .right("of them to start", way -> BenchTable.spread(cpuToStart.get(way)))
            .right("bytes a reading", way -> rounded(bytes.get(way)))
            .right("seconds of a commit", this::commit);
    String first = seconds.keySet().iterator().next();
    Map<String, List<Double>> working = without(toStart, seconds);
    Map<String, List<Double>> cpuOfWork = without(cpuToStart, cpu);
    TextTable<String> ratios =
        new TextTable<>(seconds.keySet().stream().skip(1).toList())
            .left("beside " + first, way -> way)
            .right("seconds", way -> ratio(seconds, way, first))
            .right("without the start", way -> ratio(working, way, first))
            .right("CPU seconds", way -> ratio(cpu, way, first))
            .right("without the start", way -> ratio(cpuOfWork, way, first));
    return figures.render() + System.lineSeparator().repeat(2) + ratios.render();
  }

  private static Map<String, List<Double>> without(
      Map<String, List<Double>> part, Map<String, List<Double>> whole) {
    Map<String, List<Double>> rests = new LinkedHashMap<>();
    whole.forEach(
        (way, all) -> {
          List<Double> rest = new ArrayList<>();
          for (int i = 0; i < all.size(); i++) {
            rest.add(all.get(i) - part.get(way).get(i));
          }
          rests.put(way, rest);
        });
    return rests;
  }

  private String commit(String way) {
    List<Double> all = commits.get(way).stream().flatMap(Collection::stream).toList();
    return all.isEmpty() ? "-" : BenchTable.spread(all);
  }

  private static String ratio(Map<String, List<Double>> figures, String way, String first) {
    return BenchTable.spread(BenchTable.ratios(figures.get(way), figures.get(first)));
  }

  private static String rounded(List<Double> values) {
    return String.format(Locale.ROOT, "%.1f", BenchTable.median(values));
  }
}
