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
import java.time.Instant;
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
 * What the readings of a run come to: what the windows should count, and what went wrong. One
 * thread keeps it; others may ask for the faults.
 */
public final class RunAccounting {
  /** How many readings went wrong, by what was wrong with them. */
  private static final class Faulty {
    private final Map<Fault, Long> faults = new ConcurrentSkipListMap<>();
    private final Map<String, Long> malformed = new ConcurrentSkipListMap<>();
    private final AtomicLong duplicated = new AtomicLong();

    void add(ReadingOutcome fate) {
      faults.merge(fate.fault(), 1L, Long::sum);
      if (fate.fault() == Fault.MALFORMED) {
        malformed.merge(fate.kind(), 1L, Long::sum);
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

  /** Before anything can have gone wrong. */
  static final Map<String, Long> NOTHING_ATTEMPTED = byOption(new Faulty());

  private final StreamDefinition definition;
  private final PaneTotals tally;

  /** Tells a reading that was not sent before; null where the definition does not deduplicate. */
  private final BiPredicate<Reading, byte[]> isNew;

  private final Faulty sent = new Faulty();
  private final Faulty lost = new Faulty();
  private final Derivation derivation;
  private final int timePlace;
  private long filtered;

  /** The latest event time of a reading that is not dead. */
  private long latest = Long.MIN_VALUE;

  private RunAccounting(StreamDefinition definition, BiPredicate<Reading, byte[]> isNew) {
    this.definition = definition;
    tally = new PaneTotals(definition);
    this.isNew = definition.aggregated().deduplicate() ? isNew : null;
    derivation = new Derivation(definition);
    timePlace = definition.raw().indexOf(definition.raw().time());
  }

  /**
   * Of a fleet, which repeats a reading byte for byte.
   *
   * @param farthestBack how far behind the latest one an event time can be, in milliseconds
   */
  public static RunAccounting ofFleet(StreamDefinition definition, long farthestBack) {
    FingerprintSet seen = new FingerprintSet(farthestBack);
    int time = definition.raw().indexOf(definition.raw().time());
    return new RunAccounting(definition, (reading, value) -> seen.add(value, reading.number(time)));
  }

  /** Of a recording, in which a reading may come again in other bytes and at any time. */
  public static RunAccounting ofRecording(StreamDefinition definition) {
    DeduplicationSet seen = new DeduplicationSet(definition.raw());
    return new RunAccounting(definition, (reading, value) -> seen.add(reading));
  }

  /**
   * Counts a reading that is being sent, both copies if there are two.
   *
   * @param value the record's bytes
   */
  public void add(Reading reading, byte[] value, ReadingOutcome fate) {
    if (fate.counts()) {
      if (derivation.apply(reading) != null) {
        // each copy is a dead letter, whatever else was to be wrong with it
        sent.addUnderived(fate.twice() ? 2 : 1);
        return;
      }
      latest = Math.max(latest, reading.number(timePlace));
    }
    boolean excluded = fate.counts() && !reading.counts();
    if (excluded) {
      filtered += fate.twice() && isNew == null ? 2 : 1;
    } else if (fate.counts() && (isNew == null || isNew.test(reading, value))) {
      tally.add(reading);
    }
    if (fate != ReadingOutcome.AS_MEASURED) {
      sent.add(fate);
      if (fate.twice()) {
        sent.duplicated.incrementAndGet();
        if (isNew == null && !excluded) {
          tally.add(reading);
        }
      }
    }
  }

  /**
   * Takes back what could not be delivered. Both copies of a reading must be in one collection, or
   * in none.
   */
  public void takeBack(Collection<UndeliveredRecord> failed) {
    RawDecoder decoder = new RawDecoder(definition.raw());
    Reading reading = definition.raw().newReading();
    Set<byte[]> oneCopyLost = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<ByteBuffer> gone = new HashSet<>();
    for (UndeliveredRecord record : failed) {
      ReadingOutcome fate = record.fate();
      if (fate.counts()) {
        decoder.decode(record.value(), reading);
        if (derivation.apply(reading) != null) {
          lost.addUnderived(1);
          continue;
        }
      }
      boolean otherCopyLeft = fate.twice() && oneCopyLost.add(record.value());
      if (otherCopyLeft) {
        lost.duplicated.incrementAndGet();
      } else {
        lost.add(fate);
      }
      boolean counted =
          isNew == null || !otherCopyLeft && gone.add(ByteBuffer.wrap(record.value()));
      if (fate.counts()) {
        if (!reading.counts()) {
          filtered -= isNew == null || !otherCopyLeft ? 1 : 0;
        } else if (counted) {
          tally.remove(reading);
        }
      }
    }
  }

  /**
   * When the last window ends into whose time a reading falls, epoch milliseconds; empty when none
   * does.
   */
  OptionalLong end() {
    return latest == Long.MIN_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(definition.lastEnd(latest));
  }

  /** Readings that do not fulfil the definition's condition. */
  long filtered() {
    return filtered;
  }

  /** What the windows should count. */
  List<WindowEntry> windows() {
    return tally.totals().entrySet().stream()
        .map(
            window ->
                new WindowEntry(
                    Instant.ofEpochMilli(window.getKey()).toString(),
                    window.getValue().readings(),
                    window.getValue().sums()))
        .toList();
  }

  /** What went wrong with the readings that were delivered. */
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

  /** What went wrong until now by the name of its option, also if it was not delivered then. */
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
