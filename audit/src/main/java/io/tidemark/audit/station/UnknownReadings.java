package io.tidemark.audit.station;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.model.ledger.RunLedger;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Readings that the producers gave up and that may be in the raw topic all the same. The topic's
 * count is taken as long as it lies between what was certainly sent and that with all of these.
 *
 * @param readings all of them
 * @param dead those that would be dead letters
 * @param filtered those that do not fulfil the definition's condition
 * @param partitions their number by partition, as far as it is known
 * @param count those that the windows would count
 */
public record UnknownReadings(
    long readings,
    long dead,
    long filtered,
    SortedMap<Integer, Long> partitions,
    StationCount count) {
  /** The outcome of every reading is known. */
  public static final UnknownReadings NONE =
      new UnknownReadings(0, 0, 0, new TreeMap<>(), StationCount.NOTHING);

  /**
   * Those of all ledgers.
   *
   * @param sum of the ledgers
   * @param count what its windows are
   */
  public static UnknownReadings of(RunLedger.Unknown sum, StationCount count) {
    return new UnknownReadings(
        sum.readings(), sum.dead(), sum.filtered(), new TreeMap<>(sum.partitions()), count);
  }

  /**
   * What was sent, with those of these that the topic has.
   *
   * @param certain what the ledgers say was sent
   * @param raw the topic
   */
  SentReadings.Totals in(SentReadings.Totals certain, RawCount raw) {
    return new SentReadings.Totals(
        within(certain.sent(), readings, raw.readings()),
        within(certain.dead(), dead, raw.dead().readings()),
        certain.duplicated(),
        within(certain.filtered(), filtered, raw.filtered()),
        certain.failed());
  }

  /** The same for the partitions. */
  SortedMap<Integer, Long> in(SortedMap<Integer, Long> certain, RawCount raw) {
    SortedMap<Integer, Long> sent = new TreeMap<>(certain);
    for (RawCount.Partition one : raw.partitions()) {
      // the partition of a reading may be unknown
      long more = partitions.getOrDefault(one.partition(), 0L);
      long least = certain.getOrDefault(one.partition(), 0L);
      long known = partitions.values().stream().mapToLong(Long::longValue).sum();
      long arrived = within(least, more + readings - known, one.readings());
      if (arrived > 0) {
        sent.put(one.partition(), arrived);
      }
    }
    return sent;
  }

  /** The same for the windows. A window that has some of them takes its sums from the topic. */
  StationCount in(StationCount certain, RawCount raw) {
    SortedMap<Long, Long> windows = new TreeMap<>(certain.windows());
    Map<Long, Map<String, BigDecimal>> sums = new HashMap<>(certain.sums());
    count
        .windows()
        .forEach(
            (window, more) -> {
              long least = certain.in(window);
              long arrived = within(least, more, raw.countable().in(window));
              if (arrived > least) {
                windows.put(window, arrived);
                sums.put(window, raw.countable().sums().getOrDefault(window, Map.of()));
              }
            });
    return new StationCount(
        within(certain.readings(), count.readings(), raw.countable().readings()),
        certain.rows(),
        Collections.unmodifiableSortedMap(windows),
        sums);
  }

  private static long within(long least, long more, long found) {
    return Math.max(least, Math.min(least + more, found));
  }

  /**
   * The remark for the report.
   *
   * @param arrived how many of them the topic has
   */
  String note(long arrived) {
    return HumanFormat.count(readings, "reading")
        + " failed with an unknown outcome, as when a broker is away: the raw topic has "
        + HumanFormat.format(arrived)
        + " of them, which count as sent, and lacks "
        + HumanFormat.format(readings - arrived)
        + ", which their producer has reported";
  }
}
