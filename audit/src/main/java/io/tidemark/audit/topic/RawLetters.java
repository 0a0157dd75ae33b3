package io.tidemark.audit.topic;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.kafka.RefusalReasons;
import io.tidemark.kafka.TopicReader;
import java.util.List;
import java.util.Map;

/**
 * The dead letters of the raw topic and those of records that Druid was made to skip, by the place
 * of their record. A letter that comes again changes nothing.
 */
final class RawLetters {
  private final OffsetSet letters = new OffsetSet();
  private final OffsetSet skips = new OffsetSet();
  private final RefusalReasons reasons = new RefusalReasons();
  private long records;
  private long met;

  /** The offset at which each partition is counted on; empty when it is from the beginning. */
  private Map<Integer, Long> continued = Map.of();

  private long before;
  private long again;

  /** Adds a dead letter, and returns whether it is the first one of a record to be counted. */
  boolean add(DeadLetter letter) {
    records++;
    if (isOfBefore(letter) || !letters.add(letter.partition(), letter.offset())) {
      return false;
    }
    reasons.add(letter);
    return true;
  }

  /** The same for a record that Druid was made to skip. */
  boolean addSkip(DeadLetter letter) {
    return !isOfBefore(letter) && skips.add(letter.partition(), letter.offset());
  }

  /** Whether the record was counted by an earlier audit, so that its count cannot be corrected. */
  private boolean isOfBefore(DeadLetter letter) {
    boolean counted = letter.offset() < continued.getOrDefault(letter.partition(), 0L);
    again += counted ? 1 : 0;
    return counted;
  }

  /** Whether a record has a dead letter. */
  boolean has(int partition, long offset) {
    return letters.contains(partition, offset);
  }

  /** The record of one letter is there. */
  void meet() {
    met++;
  }

  /** Dead letters, each as often as it was written. */
  long records() {
    return records;
  }

  /** Letters whose records are not there. */
  long stray() {
    return letters.size() - met;
  }

  /** How many have come for records that an earlier audit has counted. */
  long again() {
    return again;
  }

  List<RefusalReasons.Reason> commonest(int most) {
    return reasons.commonest(most);
  }

  /** All that was counted, when the record of each letter is there. */
  TopicCounts.DeadLetters counts(TopicReader.Progress progress, long unreadable) {
    return new TopicCounts.DeadLetters(
        progress, records, before + met, unreadable, reasons.byKind());
  }

  /**
   * Counts on; before the first letter.
   *
   * @param next the offsets at which the raw topic is counted on, by partition
   */
  void continueFrom(TopicCounts.DeadLetters counts, Map<Integer, Long> next) {
    continued = next;
    records = counts.records();
    before = counts.letters();
    reasons.continueFrom(counts.reasons());
  }
}
