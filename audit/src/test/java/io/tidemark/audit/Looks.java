package io.tidemark.audit;

import io.tidemark.audit.AuditReport.DoubleRows;
import io.tidemark.audit.AuditReport.Flawed;
import io.tidemark.audit.AuditReport.Ingestion;
import io.tidemark.audit.AuditReport.Lateness;
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
  private Long ledgerDead;
  private Long ledgerPartition;
  private long failed;
  private long[] behind = {};
  private long[] uncounted = {};
  private long dead;
  private long duplicates;
  private long strayLetters;
  private boolean sendTimes;
  private long watermark = Long.MAX_VALUE;
  private Lateness lateness = Lateness.NONE;
  private Flawed withoutLetter = Flawed.NONE;
  private Flawed unreadable = Flawed.NONE;
  private DoubleRows doubleRows = DoubleRows.NONE;
  private StationCount rawTopic;
  private StationCount aggregatedTopic;
  private StationCount druidRaw;
  private StationCount druidAggregated;
  private long[] druidAgain = {};
  private List<Ingestion> ingestion = List.of();

  private Looks(long[] sent) {
    this.sent = sent;
    StationCount all = readings(sent);
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

  /** The ledgers' total says so many more than their windows. */
  Looks ledgerContradiction(long more) {
    ledgerTotal = more;
    return this;
  }

  Looks ledgerDead(long readings) {
    ledgerDead = readings;
    return this;
  }

  Looks ledgerPartition(long readings) {
    ledgerPartition = readings;
    return this;
  }

  /** How many readings of each window can have been late. */
  Looks behind(long... readings) {
    behind = readings;
    return this;
  }

  Looks uncounted(long... readings) {
    uncounted = readings;
    return this;
  }

  /** So many readings were sent that are dead, and have their letters. */
  Looks dead(long readings) {
    dead = readings;
    return this;
  }

  Looks duplicates(long readings) {
    duplicates = readings;
    return this;
  }

  Looks strayLetters(long letters) {
    strayLetters = letters;
    return this;
  }

  Looks sendTimes() {
    sendTimes = true;
    return this;
  }

  Looks watermark(String time) {
    watermark = Streams.at(time);
    return this;
  }

  Looks lateness(Lateness lateness) {
    this.lateness = lateness;
    return this;
  }

  Looks ingestion(Ingestion of) {
    ingestion = List.of(of);
    return this;
  }

  Looks druidAgain(long... rows) {
    druidAgain = rows;
    return this;
  }

  Looks failed(long readings) {
    failed = readings;
    return this;
  }

  /** So many readings were sent that are dead, and have none. */
  Looks withoutLetter(long records) {
    withoutLetter = new Flawed(records, List.of(new Flawed.Sample(2, 17, "not a JSON object")));
    dead = records;
    return this;
  }

  Looks unreadable(long records) {
    unreadable = new Flawed(records, List.of(new Flawed.Sample(0, 3, "entity: missing")));
    return this;
  }

  Looks doubleRows(long rows) {
    doubleRows = new DoubleRows(rows, List.of("17|2026-01-01T00:00:00Z"));
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
    return Verdict.of(look());
  }

  Look look() {
    long sentTotal = readings(sent).readings() + dead + duplicates;
    RunLedgers.Sent ledgers =
        ledger
            ? new RunLedgers.Sent(
                1,
                readings(sent),
                sentTotal + ledgerTotal,
                ledgerDead == null ? dead : ledgerDead,
                duplicates,
                0,
                failed,
                new TreeMap<>(Map.of(0, ledgerPartition == null ? sentTotal : ledgerPartition)),
                List.of())
            : new RunLedgers.Sent(
                0, StationCount.NOTHING, 0, 0, 0, 0, 0, new TreeMap<>(), List.of());
    return new Look(
        duplicates > 0 ? Streams.deduplicated() : Streams.minutes(),
        ledgers,
        raw(),
        dead - withoutLetter.records(),
        aggregatedTopic,
        unreadable,
        doubleRows,
        druidRaw,
        new DruidCounts.Aggregated(druidAggregated, windows(druidAgain)),
        ingestion,
        ledger ? List.of() : List.of("no run ledger"));
  }

  private RawCount raw() {
    long readings = rawTopic.readings() + dead + duplicates;
    return new RawCount(
        StationCount.of(readings, rawTopic.windows(), rawTopic.sums()),
        windows(uncounted),
        windows(behind),
        watermark,
        dead,
        withoutLetter,
        strayLetters,
        0,
        duplicates,
        0,
        4,
        List.of(new RawCount.Partition(0, 0, readings + 3, readings, 4, dead)),
        lateness,
        sendTimes);
  }
}
