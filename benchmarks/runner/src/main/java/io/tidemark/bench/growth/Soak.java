package io.tidemark.bench.growth;

import java.util.List;

/**
 * The samples of memory during a steady load.
 *
 * @param residentBytes the resident memory of the job
 * @param heapBytes the job's heap in use after full collections
 */
record Soak(List<Long> residentBytes, List<Long> heapBytes) {
  /** The largest ratio of the last quarter to the second that does not count as growth. */
  private static final double TOLERATED = 1.10;

  /** The ratio of the last quarter to the second; the first quarter is the warm-up. */
  static double growth(List<Long> samples) {
    int quarter = samples.size() / 4;
    if (quarter == 0) {
      throw new IllegalArgumentException("expected 4 samples or more, found " + samples.size());
    }
    return mean(samples.subList(samples.size() - quarter, samples.size()))
        / mean(samples.subList(quarter, 2 * quarter));
  }

  static boolean flat(List<Long> samples) {
    return growth(samples) <= TOLERATED;
  }

  private static double mean(List<Long> samples) {
    return samples.stream().mapToLong(Long::longValue).average().orElseThrow();
  }
}
