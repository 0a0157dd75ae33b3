package io.tidemark.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The duration of micro-batches by step, with Spark's names of the steps. */
public final class BatchTimes {
  private BatchTimes() {}

  /**
   * The median and the 95th percentile of each step in milliseconds; {@code triggerExecution} is
   * the whole batch.
   *
   * @param diary the lines of {@link io.tidemark.bench.program.MeasuredJob#diary}
   * @param from the earliest start of a batch, epoch milliseconds
   * @param to the end of the range of starts, exclusive, epoch milliseconds
   */
  public static Map<String, Map<String, Long>> of(List<JsonNode> diary, long from, long to) {
    Map<String, Histogram> steps = new LinkedHashMap<>();
    for (JsonNode line : diary) {
      JsonNode batch = line.path("progress");
      long began = Instant.parse(batch.path("timestamp").textValue()).toEpochMilli();
      JsonNode took = batch.path("durationMs");
      // a trigger without new data is no batch
      if (began >= from && began < to && took.has("addBatch")) {
        took.properties()
            .forEach(
                step ->
                    steps
                        .computeIfAbsent(step.getKey(), name -> new Histogram(3))
                        .recordValue(step.getValue().longValue()));
      }
    }
    Map<String, Map<String, Long>> times = new LinkedHashMap<>();
    steps.forEach(
        (step, took) -> {
          Map<String, Long> figures = new LinkedHashMap<>();
          figures.put("count", took.getTotalCount());
          figures.put("p50", took.getValueAtPercentile(50));
          figures.put("p95", took.getValueAtPercentile(95));
          times.put(step, figures);
        });
    return times;
  }
}
