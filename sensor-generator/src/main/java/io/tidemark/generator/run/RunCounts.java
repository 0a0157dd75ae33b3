package io.tidemark.generator.run;

import io.tidemark.generator.run.ReadingOutcome.Fault;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The counts of a part of a run. One thread writes it; others may read the attempted faults. */
final class RunCounts {
  /** The number of faulty readings, by fault. */
  static final class Faulty {
    private final Map<Fault, Long> faults = new ConcurrentSkipListMap<>();
    private final Map<String, Long> malformed = new ConcurrentSkipListMap<>();
    private final AtomicLong duplicated = new AtomicLong();

    void add(ReadingOutcome outcome) {
      faults.merge(outcome.fault(), 1L, Long::sum);
      if (outcome.fault() == Fault.MALFORMED) {
        malformed.merge(outcome.kind(), 1L, Long::sum);
      }
    }

    void addUnderived(long readings) {
      faults.merge(Fault.MALFORMED, readings, Long::sum);
      malformed.merge(ReadingOutcome.UNDERIVED, readings, Long::sum);
    }

    void addDuplicate() {
      duplicated.incrementAndGet();
    }

    void add(Faulty other) {
      other.faults.forEach((fault, readings) -> faults.merge(fault, readings, Long::sum));
      other.malformed.forEach((kind, readings) -> malformed.merge(kind, readings, Long::sum));
      duplicated.addAndGet(other.duplicated.get());
    }

    long of(Fault fault) {
      return faults.getOrDefault(fault, 0L);
    }

    long duplicated() {
      return duplicated.get();
    }
  }

  private final PaneTotals tally;
  private final Faulty sent = new Faulty();
  private final Faulty lost = new Faulty();
  private long filtered;

  /** Lost readings that may be in the topic all the same. */
  private final PaneTotals unknown;

  private final Map<Integer, Long> unknownPartitions = new TreeMap<>();
  private long unknownReadings;
  private long unknownDead;
  private long unknownFiltered;

  RunCounts(StreamDefinition definition) {
    tally = new PaneTotals(definition);
    unknown = new PaneTotals(definition);
  }

  /** What the windows should count. */
  PaneTotals tally() {
    return tally;
  }

  Faulty sent() {
    return sent;
  }

  Faulty lost() {
    return lost;
  }

  void addFiltered(int readings) {
    filtered += readings;
  }

  /** What the windows would count of the readings that may be in the topic. */
  PaneTotals unknown() {
    return unknown;
  }

  /**
   * Adds a reading that may be in the topic, of any kind.
   *
   * @param partition negative when none was chosen
   */
  void addUnknown(int partition) {
    unknownReadings++;
    if (partition >= 0) {
      unknownPartitions.merge(partition, 1L, Long::sum);
    }
  }

  void addUnknownDead() {
    unknownDead++;
  }

  void addUnknownFiltered() {
    unknownFiltered++;
  }

  /** Adds another part of the same run. */
  void add(RunCounts other) {
    tally.add(other.tally);
    sent.add(other.sent);
    lost.add(other.lost);
    filtered += other.filtered;
    unknown.add(other.unknown);
    other.unknownPartitions.forEach(
        (partition, readings) -> unknownPartitions.merge(partition, readings, Long::sum));
    unknownReadings += other.unknownReadings;
    unknownDead += other.unknownDead;
    unknownFiltered += other.unknownFiltered;
  }

  /** The number of readings that do not match the definition's condition. */
  long filtered() {
    return filtered;
  }

  /** The expected counts of the windows. */
  List<WindowEntry> windows() {
    return tally.entries();
  }

  /** What may be in the topic although it is not counted. */
  RunLedger.Unknown uncertain() {
    return new RunLedger.Unknown(
        unknownReadings,
        unknownDead,
        unknownFiltered,
        new TreeMap<>(unknownPartitions),
        unknown.entries());
  }

  /** The faults of the delivered readings. */
  RunLedger.Faults faults(long silentEntities) {
    Map<String, Long> kinds = new LinkedHashMap<>();
    sent.malformed.forEach(
        (kind, readings) -> {
          long delivered = readings - lost.malformed.getOrDefault(kind, 0L);
          if (delivered > 0) {
            kinds.put(kind, delivered);
          }
        });
    return new RunLedger.Faults(
        sent.of(Fault.OUT_OF_ORDER) - lost.of(Fault.OUT_OF_ORDER),
        sent.of(Fault.LATE) - lost.of(Fault.LATE),
        sent.duplicated() - lost.duplicated(),
        sent.of(Fault.FAR_FUTURE) - lost.of(Fault.FAR_FUTURE),
        silentEntities,
        kinds);
  }
}
