package io.tidemark.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Milliseconds from a cause to its effect. */
public final class Latencies {
  private static final long LONGEST = 3_600_000;
  private final Histogram histogram = new Histogram(LONGEST, 3);

  /** One more; below 0, which clocks can give, it is 0. */
  public void add(long millis) {
    histogram.recordValue(Math.min(LONGEST, Math.max(0, millis)));
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** The value that so many of a hundred do not exceed, in seconds. */
  public double seconds(double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1000.0;
  }

  /** As it goes into a report. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("count", count());
    figures.put("p50 seconds", seconds(50));
    figures.put("p95 seconds", seconds(95));
    figures.put("p99 seconds", seconds(99));
    figures.put("most seconds", seconds(100));
    return figures;
  }
}
