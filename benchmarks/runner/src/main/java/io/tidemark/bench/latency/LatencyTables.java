package io.tidemark.bench.latency;

import io.tidemark.bench.report.BenchTable;
import io.tidemark.bench.report.Latencies;
import io.tidemark.bench.report.TextTable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What {@code bench latency} shows. */
final class LatencyTables {
  private LatencyTables() {}

  /** One line for each end of the pipeline: seconds, over the repetitions. */
  static String ends(Map<String, List<Latencies>> latencies) {
    return TextTable.table(
        latencies.entrySet(),
        List.of(
            TextTable.left("from the reading that closes a window until its rows are")
                .with(Map.Entry::getKey),
            TextTable.right("p50, s").with(spread(slice -> slice.seconds(50))),
            TextTable.right("p95, s").with(spread(slice -> slice.seconds(95))),
            TextTable.right("p99, s").with(spread(slice -> slice.seconds(99)))));
  }

  private static Function<Map.Entry<String, List<Latencies>>, String> spread(
      ToDoubleFunction<Latencies> figure) {
    return line -> BenchTable.spread(line.getValue().stream().mapToDouble(figure).boxed().toList());
  }

  /** One line for each step of a micro-batch, as {@link BatchTimes#of} has them. */
  static String steps(Map<String, Map<String, Long>> steps) {
    return TextTable.table(
        steps.entrySet(),
        List.of(
            TextTable.left("step of a micro-batch").with(Map.Entry::getKey),
            TextTable.right("batches").with(step -> "" + step.getValue().get("count")),
            TextTable.right("p50, ms").with(step -> "" + step.getValue().get("p50")),
            TextTable.right("p95, ms").with(step -> "" + step.getValue().get("p95"))));
  }
}
