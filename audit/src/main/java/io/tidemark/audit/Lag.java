package io.tidemark.audit;

import io.tidemark.cli.HumanFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far the stations are behind one another, in readings.
 *
 * @param raw what the raw topic lacks of the readings by the ledgers, negative when it has more;
 *     nothing without a ledger
 * @param lettersMissing dead records that have no dead letter yet
 * @param open readings to come out of windows that the watermark has not closed yet
 * @param behind readings of closed windows that are missing in the aggregated topic
 * @param late those that are missing there and can have been late
 * @param druidRaw what Druid raw lacks of the raw topic
 * @param druidAggregated what Druid aggregated lacks of the aggregated topic
 * @param rawOffsets offsets of the raw topic that Druid's tasks have not read, by the supervisor
 * @param aggregatedOffsets the same for the aggregated topic
 */
record Lag(
    Optional<Long> raw,
    long lettersMissing,
    long open,
    long behind,
    long late,
    long druidRaw,
    long druidAggregated,
    Optional<Long> rawOffsets,
    Optional<Long> aggregatedOffsets) {
  private static final String DRUID_RAW = "druid-raw";
  private static final String DRUID_AGGREGATED = "druid-aggregated";

  static Lag of(Look look, Optional<Long> rawOffsets, Optional<Long> aggregatedOffsets) {
    RawCount raw = look.raw();
    long length = look.definition().aggregated().window().toMillis();
    long open = 0;
    long behind = 0;
    long late = 0;
    for (long window : raw.countable().windows().keySet()) {
      long missing = Math.max(0, raw.countable().in(window) - look.aggregatedTopic().in(window));
      if (window + length > raw.watermark()) {
        open += missing;
      } else {
        late += Math.min(missing, raw.behind(window));
        behind += Math.max(0, missing - raw.behind(window));
      }
    }
    long readable =
        raw.countable().readings()
            + raw.uncounted().values().stream().mapToLong(Long::longValue).sum()
                / look.definition().aggregated().overlap();
    return new Lag(
        look.hasLedger() ? Optional.of(look.allSent() - raw.readings()) : Optional.empty(),
        raw.withoutLetter().records(),
        open,
        behind,
        late,
        Math.max(0, readable - look.druidRaw().readings()),
        Math.max(0, look.aggregatedTopic().readings() - look.druidAggregated().count().readings()),
        rawOffsets,
        aggregatedOffsets);
  }

  /** Readings that each station lacks of the one before it; at the dead-letter topic, records. */
  Map<String, Long> byStation() {
    Map<String, Long> lag =
        new TreeMap<>(
            Map.of(
                "dead-letter-topic",
                lettersMissing,
                "aggregated-topic",
                behind,
                DRUID_RAW,
                druidRaw,
                DRUID_AGGREGATED,
                druidAggregated));
    // ahead of the ledgers while a run goes on, which writes its ledger at its end
    raw.ifPresent(missing -> lag.put("raw-topic", Math.max(0, missing)));
    return lag;
  }

  /** Offsets that Druid's tasks have not read, where the supervisor says how many. */
  Map<String, Long> offsetsByStation() {
    Map<String, Long> lag = new TreeMap<>();
    rawOffsets.ifPresent(offsets -> lag.put(DRUID_RAW, offsets));
    aggregatedOffsets.ifPresent(offsets -> lag.put(DRUID_AGGREGATED, offsets));
    return lag;
  }

  /** One line; "open" are readings in windows that the watermark has not closed. */
  @Override
  public String toString() {
    return raw.map(Lag::rawTopic).orElse("")
        + "dead letters missing "
        + HumanFormat.format(lettersMissing)
        + " · aggregated topic behind "
        + HumanFormat.format(behind)
        + ", open "
        + HumanFormat.format(open)
        + ", late "
        + HumanFormat.format(late)
        + " · Druid raw behind "
        + HumanFormat.format(druidRaw)
        + offsets(rawOffsets)
        + " · Druid aggregated behind "
        + HumanFormat.format(druidAggregated)
        + offsets(aggregatedOffsets);
  }

  private static String rawTopic(long missing) {
    return missing < 0
        ? "raw topic ahead of the ledgers by " + HumanFormat.format(-missing) + " · "
        : "raw topic behind " + HumanFormat.format(missing) + " · ";
  }

  private static String offsets(Optional<Long> lag) {
    return lag.map(offsets -> " (offsets " + HumanFormat.format(offsets) + ")").orElse("");
  }
}
