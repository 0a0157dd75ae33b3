package io.tidemark.bench.latency;

import io.tidemark.bench.report.BenchTable;
import io.tidemark.bench.report.Latencies;
import io.tidemark.cli.text.TextTable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The tables of {@code bench latency}. */
final class LatencyTables {
  private LatencyTables() {}

  /** A table with one line for each end of the pipeline: seconds, over the repetitions. */
  static String ends(Map<String, List<Latencies>> latencies) {
    return new TextTable<>(latencies.entrySet())
        .left("from the reading that closes a window until its rows are", Map.Entry::getKey)
        .right("p50, s", spread(slice -> slice.seconds(50)))
        .right("p95, s", spread(slice -> slice.seconds(95)))
        .right("p99, s", spread(slice -> slice.seconds(99)))
        .render();
  }

  private static Function<Map.Entry<String, List<Latencies>>, String> spread(
      ToDoubleFunction<Latencies> figure) {
    return line -> BenchTable.spread(line.getValue().stream().mapToDouble(figure).boxed().toList());
  }

  /** A table with one line for each step of a micro-batch, from {@link BatchTimes#of}. */
  static String steps(Map<String, Map<String, Long>> steps) {
    return new TextTable<>(steps.entrySet())
        .left("step of a micro-batch", Map.Entry::getKey)
        .right("batches", step -> "" + step.getValue().get("count"))
        .right("p50, ms", step -> "" + step.getValue().get("p50"))
        .right("p95, ms", step -> "" + step.getValue().get("p95"))
        .render();
  }
}
