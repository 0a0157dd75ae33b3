package io.tidemark.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Where the time of micro-batches goes, in Spark's own words. */
public final class BatchTimes {
  private BatchTimes() {}

  /**
   * Half and nineteen twentieths of the batches spent no more than so many milliseconds on each of
   * their steps; {@code triggerExecution} is all of them together.
   *
   * @param diary as {@link io.tidemark.bench.program.MeasuredJob#diary} gives it
   * @param from batches that began then or later, epoch milliseconds
   * @param to and before this
   */
  public static Map<String, Map<String, Long>> of(List<JsonNode> diary, long from, long to) {
    Map<String, Histogram> steps = new LinkedHashMap<>();
    for (JsonNode line : diary) {
      JsonNode batch = line.path("progress");
      long began = Instant.parse(batch.path("timestamp").textValue()).toEpochMilli();
      JsonNode took = batch.path("durationMs");
      // a look that found nothing to do is no batch
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
