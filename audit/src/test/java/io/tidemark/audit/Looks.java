package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Duplicates;
import io.tidemark.audit.AuditReport.Malformed;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the stations had, made by hand: as told for each, or else what was sent. */
final class Looks {
  private final long[] sent;
  private boolean ledger = true;
  private long ledgerTotal;
  private long failed;
  private Malformed malformed = Malformed.NONE;
  private Malformed unreadable = Malformed.NONE;
  private Duplicates duplicates = Duplicates.NONE;
  private StationCount rawTopic;
  private StationCount aggregatedTopic;
  private StationCount druidRaw;
  private StationCount druidAggregated;

  private Looks(long[] sent) {
    this.sent = sent;
    StationCount all = readings(sent);
    ledgerTotal = all.readings();
    rawTopic = all;
    aggregatedTopic = all;
    druidRaw = all;
    druidAggregated = all;
  }

  /** Readings in the windows 2026-01-01T00:00Z, 00:01Z and so on. */
  static Looks sent(long... readings) {
    return new Looks(readings);
  }

  static StationCount readings(long... readings) {
    return count(readings.length, readings);
  }

  static StationCount count(long rows, long... readings) {
    return StationCount.of(rows, windows(readings), Map.of());
  }

  static StationCount withSum(String sum, long... readings) {
    Map<Long, Map<String, BigDecimal>> sums =
        Map.of(Streams.at("2026-01-01T00:00:00Z"), Map.of("temp", new BigDecimal(sum)));
    return StationCount.of(readings.length, windows(readings), sums);
  }

  private static SortedMap<Long, Long> windows(long... readings) {
    SortedMap<Long, Long> windows = new TreeMap<>();
    for (int i = 0; i < readings.length; i++) {
      if (readings[i] > 0) {
        windows.put(Streams.at("2026-01-01T00:00:00Z") + i * 60_000L, readings[i]);
      }
    }
    return windows;
  }

  Looks noLedger() {
    ledger = false;
    return this;
  }

  Looks ledgerTotal(long total) {
    ledgerTotal = total;
    return this;
  }

  Looks failed(long readings) {
    failed = readings;
    return this;
  }

  Looks malformed(long records) {
    malformed = new Malformed(records, List.of(new Malformed.Sample(2, 17, "not a JSON object")));
    return this;
  }

  Looks unreadable(long records) {
    unreadable = new Malformed(records, List.of(new Malformed.Sample(0, 3, "entity: missing")));
    return this;
  }

  Looks duplicates(long rows) {
    duplicates = new Duplicates(rows, List.of("17|2026-01-01T00:00:00Z"));
    return this;
  }

  Looks rawTopic(StationCount count) {
    rawTopic = count;
    return this;
  }

  Looks aggregatedTopic(StationCount count) {
    aggregatedTopic = count;
    return this;
  }

  Looks druidRaw(StationCount count) {
    druidRaw = count;
    return this;
  }

  Looks druidAggregated(StationCount count) {
    druidAggregated = count;
    return this;
  }

  AuditReport report() {
    RunLedgers.Sent ledgers =
        ledger
            ? new RunLedgers.Sent(1, readings(sent), ledgerTotal, failed, List.of())
            : new RunLedgers.Sent(0, StationCount.NOTHING, 0, 0, List.of());
    return Verdict.of(
        new Look(
            "sensors",
            ledgers,
            rawTopic,
            4,
            malformed,
            aggregatedTopic,
            unreadable,
            duplicates,
            druidRaw,
            druidAggregated,
            ledger ? List.of() : List.of("no run ledger")));
  }
}
