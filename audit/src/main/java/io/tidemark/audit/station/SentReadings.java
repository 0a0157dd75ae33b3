package io.tidemark.audit.station;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was sent to a topic by its run ledgers, added up.
 *
 * @param ledgers how many there are; without any the rest is empty
 * @param count what the windows should count that are compared
 * @param counted the readings that all windows should count
 * @param partitions readings by partition
 * @param unknown those that may have been sent too
 * @param heartbeats with which the runs closed the windows
 * @param offsets where the records of the runs are
 * @param notes remarks for the report
 */
public record SentReadings(
    int ledgers,
    StationCount count,
    long counted,
    Totals totals,
    SortedMap<Integer, Long> partitions,
    UnknownReadings unknown,
    ClosingHeartbeats heartbeats,
    LedgerOffsets offsets,
    List<String> notes) {

  /** No ledger. */
  public static final SentReadings NONE =
      new SentReadings(
          0,
          StationCount.NOTHING,
          0,
          new Totals(0, 0, 0, 0, 0),
          new TreeMap<>(),
          UnknownReadings.NONE,
          ClosingHeartbeats.NONE,
          LedgerOffsets.NONE,
          List.of());

  /**
   * Readings in all windows and beside them.
   *
   * @param sent all that the broker acknowledged
   * @param dead those that must become dead letters
   * @param duplicated those that are equal to an earlier one
   * @param filtered those that do not fulfil the definition's condition
   * @param failed those that could not be delivered, not among {@code sent}
   */
  public record Totals(long sent, long dead, long duplicated, long filtered, long failed) {}

  public SentReadings {
    notes = List.copyOf(notes);
  }

  /**
   * Adds what follows the journals, and removes readings that several runs sent: windows count them
   * once when the definition deduplicates. Then adds what failed with an unknown outcome and is in
   * the topic.
   *
   * @param raw the topic, counted with the {@link #offsets} of these ledgers
   */
  public SentReadings completedBy(RawCount raw) {
    RawCount.AfterJournals after = raw.afterJournals();
    StationCount complete = count.plus(after.countable()).minus(raw.repeatedByRuns());
    SortedMap<Integer, Long> all = new TreeMap<>(partitions);
    after.partitions().forEach((partition, more) -> all.merge(partition, more, Long::sum));
    SentReadings known =
        new SentReadings(
            ledgers,
            complete,
            complete.readings(),
            new Totals(
                totals.sent() + after.readings(),
                totals.dead() + after.dead(),
                totals.duplicated(),
                totals.filtered() + after.filtered(),
                totals.failed()),
            all,
            unknown,
            heartbeats,
            offsets,
            notes);
    return unknown.readings() == 0 ? known : known.withArrivedOf(raw);
  }

  /**
   * The same, but what the windows should count is what the raw topic has: for runs whose
   * definition counts otherwise than the one that is audited. The readings of all and of each
   * partition stay.
   */
  public SentReadings withWindowsOf(RawCount raw) {
    return new SentReadings(
        ledgers,
        raw.countable(),
        raw.countable().readings(),
        new Totals(
            totals.sent(),
            raw.dead().readings(),
            raw.duplicates(),
            raw.filtered(),
            totals.failed()),
        partitions,
        unknown,
        heartbeats,
        offsets,
        notes);
  }

  /** Adds readings of an unknown outcome that are in the topic. */
  private SentReadings withArrivedOf(RawCount raw) {
    Totals arrived = unknown.in(totals, raw);
    StationCount complete = unknown.in(count, raw);
    List<String> more = new ArrayList<>(notes);
    more.add(unknown.note(arrived.sent() - totals.sent()));
    return new SentReadings(
        ledgers,
        complete,
        complete.readings(),
        arrived,
        unknown.in(partitions, raw),
        unknown,
        heartbeats,
        offsets,
        more);
  }

  /** The same with these offsets and remarks. */
  public SentReadings with(LedgerOffsets offsets, List<String> notes) {
    return new SentReadings(
        ledgers, count, counted, totals, partitions, unknown, heartbeats, offsets, notes);
  }

  /** The same with the counts of some windows; the totals and partitions stay those of all. */
  public SentReadings within(WindowRange range) {
    return new SentReadings(
        ledgers,
        count.within(range),
        counted,
        totals,
        partitions,
        unknown,
        heartbeats,
        offsets,
        notes);
  }
}
