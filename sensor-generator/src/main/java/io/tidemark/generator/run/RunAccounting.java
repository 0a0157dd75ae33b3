package io.tidemark.generator.run;

import io.tidemark.generator.options.FaultOptions;
import io.tidemark.generator.run.ReadingOutcome.Fault;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import io.tidemark.model.record.DeduplicationSet;
import io.tidemark.model.record.Derivation;
import io.tidemark.model.record.RawDecoder;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;

/**
 * The accounting of a run: the expected counts of the windows, and the faults. One thread writes
 * it; other threads may read the attempted faults.
 */
public final class RunAccounting {
  /** The number of faulty readings, by fault. */
  private static final class Faulty {
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

    long of(Fault fault) {
      return faults.getOrDefault(fault, 0L);
    }
  }

  /** The attempted faults before the start of a run. */
  static final Map<String, Long> NOTHING_ATTEMPTED = byOption(new Faulty());

  private final StreamDefinition definition;
  private final PaneTotals tally;

  /** Tests for a new reading; null when the definition does not deduplicate. */
  private final BiPredicate<Reading, byte[]> isNew;

  private final Faulty sent = new Faulty();
  private final Faulty lost = new Faulty();
  private final Derivation derivation;
  private final int timePlace;
  private long filtered;

  /** The latest event time of a reading that is no dead letter. */
  private long latest = Long.MIN_VALUE;

  private RunAccounting(StreamDefinition definition, BiPredicate<Reading, byte[]> isNew) {
    this.definition = definition;
    tally = new PaneTotals(definition);
    this.isNew = definition.aggregated().deduplicate() ? isNew : null;
    derivation = new Derivation(definition);
    timePlace = definition.raw().indexOf(definition.raw().time());
  }

  /**
   * The accounting of a fleet, whose duplicates have equal bytes.
   *
   * @param farthestBack the largest distance of an event time behind the latest one, in
   *     milliseconds
   */
  public static RunAccounting ofFleet(StreamDefinition definition, long farthestBack) {
    FingerprintSet seen = new FingerprintSet(farthestBack);
    int time = definition.raw().indexOf(definition.raw().time());
    return new RunAccounting(definition, (reading, value) -> seen.add(value, reading.number(time)));
  }

  /** The accounting of a recording: duplicates may have other bytes and occur at any time. */
  public static RunAccounting ofRecording(StreamDefinition definition) {
    DeduplicationSet seen = new DeduplicationSet(definition.raw());
    return new RunAccounting(definition, (reading, value) -> seen.add(reading));
  }

  /**
   * Counts a sent reading, with its second copy if there is one.
   *
   * @param value the record's bytes
   */
  public void add(Reading reading, byte[] value, ReadingOutcome outcome) {
    if (outcome.counts()) {
      if (derivation.apply(reading) != null) {
        // each copy is a dead letter, whatever its injected fault
        sent.addUnderived(outcome.twice() ? 2 : 1);
        return;
      }
      latest = Math.max(latest, reading.number(timePlace));
    }
    boolean excluded = outcome.counts() && !reading.counts();
    if (excluded) {
      filtered += outcome.twice() && isNew == null ? 2 : 1;
    } else if (outcome.counts() && (isNew == null || isNew.test(reading, value))) {
      tally.add(reading);
    }
    if (outcome != ReadingOutcome.AS_MEASURED) {
      sent.add(outcome);
      if (outcome.twice()) {
        sent.duplicated.incrementAndGet();
        if (isNew == null && !excluded) {
          tally.add(reading);
        }
      }
    }
  }

  /**
   * Subtracts readings that were not delivered. If both copies of a reading failed, they must be in
   * the same collection.
   */
  public void takeBack(Collection<UndeliveredRecord> failed) {
    RawDecoder decoder = new RawDecoder(definition.raw());
    Reading reading = definition.raw().newReading();
    Set<byte[]> oneCopyLost = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<ByteBuffer> gone = new HashSet<>();
    for (UndeliveredRecord record : failed) {
      ReadingOutcome outcome = record.outcome();
      if (outcome.counts()) {
        decoder.decode(record.value(), System.currentTimeMillis(), reading);
        if (derivation.apply(reading) != null) {
          lost.addUnderived(1);
          continue;
        }
      }
      boolean otherCopyLeft = outcome.twice() && oneCopyLost.add(record.value());
      if (otherCopyLeft) {
        lost.duplicated.incrementAndGet();
      } else {
        lost.add(outcome);
      }
      if (outcome.counts()) {
        boolean counted =
            isNew == null || !otherCopyLeft && gone.add(ByteBuffer.wrap(record.value()));
        if (!reading.counts()) {
          filtered -= isNew == null || !otherCopyLeft ? 1 : 0;
        } else if (counted) {
          tally.remove(reading);
        }
      }
    }
  }

  /** The event time that closes all windows with a reading; empty when there is none. */
  OptionalLong closingTime() {
    return latest == Long.MIN_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(definition.closingTime(latest));
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
        sent.duplicated.get() - lost.duplicated.get(),
        sent.of(Fault.FAR_FUTURE) - lost.of(Fault.FAR_FUTURE),
        silentEntities,
        kinds);
  }

  /** The faults so far by option name, those of undelivered readings included. */
  Map<String, Long> attempted() {
    return byOption(sent);
  }

  private static Map<String, Long> byOption(Faulty faulty) {
    return Map.of(
        FaultOptions.LATE, faulty.of(Fault.LATE),
        FaultOptions.OUT_OF_ORDER, faulty.of(Fault.OUT_OF_ORDER),
        FaultOptions.DUPLICATED, faulty.duplicated.get(),
        FaultOptions.MALFORMED, faulty.of(Fault.MALFORMED),
        FaultOptions.FAR_FUTURE, faulty.of(Fault.FAR_FUTURE));
  }
}
