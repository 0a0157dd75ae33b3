package io.tidemark.benchmarks.kstreams;

/**
 * What is kept of an open window.
 *
 * @param numbers the count of readings, then what {@link WindowShape} lays out for each measure
 * @param texts by measure; null where it is a number
 */
record WindowState(long[] numbers, String[] texts) {
  long count() {
    return numbers[0];
  }
}
