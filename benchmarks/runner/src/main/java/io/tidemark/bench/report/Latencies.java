package io.tidemark.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A set of latencies in milliseconds. */
public final class Latencies {
  private static final long LONGEST = 3_600_000;
  private final Histogram histogram = new Histogram(LONGEST, 3);

  /** Adds a latency; a negative one, from clock skew, counts as 0. */
  public void add(long millis) {
    histogram.recordValue(Math.min(LONGEST, Math.max(0, millis)));
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** A percentile in seconds. */
  public double seconds(double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1000.0;
  }

  /** The figures for the report. */
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
