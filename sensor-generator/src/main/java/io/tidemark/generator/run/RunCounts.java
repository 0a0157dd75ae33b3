package io.tidemark.generator.run;

import io.tidemark.generator.run.ReadingOutcome.Fault;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import io.tidemark.model.ledger.UnknownTotals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final UnknownTotals unknown;

  RunCounts(StreamDefinition definition) {
    tally = new PaneTotals(definition);
    unknown = new UnknownTotals(definition);
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

  UnknownTotals unknown() {
    return unknown;
  }

  /** Adds another part of the same run. */
  void add(RunCounts other) {
    tally.add(other.tally);
    sent.add(other.sent);
    lost.add(other.lost);
    filtered += other.filtered;
    unknown.add(other.unknown);
  }

  /** The number of readings that do not match the definition's condition. */
  long filtered() {
    return filtered;
  }

  /** The expected counts of the windows. */
  List<WindowEntry> windows() {
    return tally.entries();
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
