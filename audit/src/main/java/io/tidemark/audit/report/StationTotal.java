package io.tidemark.audit.report;

/**
 * The total of a station.
 *
 * @param readings null for {@code sent} without a ledger
 * @param rows rows or records that hold the readings; null for {@code sent}
 * @param late readings that it lacks because they were late; null where none can be
 * @param open readings that it lacks because their windows are open; null where none can be
 * @param dead dead readings among those that it has; null where it is not known
 * @param difference readings more (or, negative, fewer) than it should have; null as for readings
 */
public record StationTotal(
    String station, Long readings, Long rows, Long late, Long open, Long dead, Long difference) {
  static final String SENT = "sent";
  static final String DEAD_LETTER_TOPIC = "dead-letter topic";
}
