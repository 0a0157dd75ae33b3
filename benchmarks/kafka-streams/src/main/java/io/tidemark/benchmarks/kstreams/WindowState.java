package io.tidemark.benchmarks.kstreams;

/**
 * The state of an open window.
 *
 * @param numbers the count of readings, then the numbers of each measure in the layout of {@link
 *     WindowShape}
 * @param texts by measure; null where it is a number
 */
record WindowState(long[] numbers, String[] texts) {
  long count() {
    return numbers[0];
  }
}
