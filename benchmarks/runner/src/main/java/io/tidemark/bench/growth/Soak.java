package io.tidemark.bench.growth;

import java.util.List;

/**
 * What was sampled once a minute while the flow was steady.
 *
 * @param residentBytes what the job held of the machine's memory
 * @param heapBytes what full collections have left over of its heap
 */
record Soak(List<Long> residentBytes, List<Long> heapBytes) {
  /** More than this from the second quarter to the last is growth. */
  private static final double TOLERATED = 1.10;

  /** The last quarter beside the second; the first is warming up. */
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
