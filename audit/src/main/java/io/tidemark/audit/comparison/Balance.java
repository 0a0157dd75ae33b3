package io.tidemark.audit.comparison;

/**
 * Where the readings went: when the audit holds, {@code sent = aggregated + late + open + dead +
 * duplicates + filtered}. Where windows slide, {@code aggregated}, {@code late} and {@code open}
 * count a reading once for each of its windows.
 *
 * @param sent all readings by the run ledgers, or without any by the raw topic
 * @param aggregated readings in the windows of the last station
 * @param late readings that it lacks and that can have been late
 * @param open readings that it lacks because their windows wait for later event times
 * @param backfilled readings that it has and the aggregated topic has not: those that came late and
 *     that a backfill has added
 * @param dead readings that no window should count: malformed, with an impossible event time or
 *     with a dead letter
 * @param duplicates readings that are equal to an earlier one, when the definition deduplicates
 * @param filtered readings that do not fulfil the definition's condition
 * @param windowsPerReading of how many windows each reading is a part: 1, unless they slide
 */
public record Balance(
    long sent,
    long aggregated,
    long late,
    long open,
    long backfilled,
    long dead,
    long duplicates,
    long filtered,
    int windowsPerReading) {

  /** Whether every reading that was sent is in the windows of the aggregated topic. */
  public boolean plain() {
    return late + open + backfilled + dead + duplicates + filtered == 0;
  }
}
