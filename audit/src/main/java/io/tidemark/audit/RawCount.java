package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Flawed;
import io.tidemark.audit.AuditReport.Lateness;
import java.util.List;
import java.util.SortedMap;

/**
 * What the raw topic has. Its readings are those that the windows should count, dead ones,
 * duplicates and filtered ones.
 *
 * @param countable the readings that the windows should count; {@code rows} are all readings
 * @param uncounted dead readings that have a window all the same, duplicates and filtered ones, by
 *     start of the window: Druid's raw datasource has them too
 * @param behind how many readings of a window can have been late, at most
 * @param watermark where the watermark is, at most; epoch milliseconds
 * @param dead readings that are malformed, have an impossible event time or a dead letter
 * @param withoutLetter the dead ones among them that have no dead letter
 * @param strayLetters dead letters for records that are not there or are not those in the letter
 * @param takenBack dead readings that were counted until their letter came
 * @param duplicates readings that are equal to an earlier one, when the definition deduplicates
 * @param filtered readings that do not fulfil the definition's condition
 * @param sendTimes whether the topic keeps the time at which a record was sent, not that of arrival
 */
record RawCount(
    StationCount countable,
    SortedMap<Long, Long> uncounted,
    SortedMap<Long, Long> behind,
    long watermark,
    long dead,
    Flawed withoutLetter,
    long strayLetters,
    long takenBack,
    long duplicates,
    long filtered,
    long heartbeats,
    List<Partition> partitions,
    Lateness lateness,
    boolean sendTimes) {

  /**
   * What a partition has.
   *
   * @param first the first record's offset
   * @param last the last record's
   * @param readings dead ones and duplicates included
   */
  record Partition(
      int partition, long first, long last, long readings, long heartbeats, long dead) {}

  /** All readings. */
  long readings() {
    return countable.readings() + dead + duplicates + filtered;
  }

  long behind(long window) {
    return behind.getOrDefault(window, 0L);
  }

  long uncounted(long window) {
    return uncounted.getOrDefault(window, 0L);
  }
}
