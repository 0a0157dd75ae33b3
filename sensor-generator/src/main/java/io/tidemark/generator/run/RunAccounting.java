package io.tidemark.generator.run;

import io.tidemark.generator.options.FaultOptions;
import io.tidemark.generator.run.ReadingOutcome.Fault;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.DeduplicationSet;
import io.tidemark.model.record.Derivation;
import io.tidemark.model.record.RawDecoder;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The accounting of a run: the expected counts of the windows, and the faults. One thread writes
 * it; other threads may read the attempted faults.
 */
public final class RunAccounting {
  /** The attempted faults before the start of a run. */
  static final Map<String, Long> NOTHING_ATTEMPTED = byOption(new RunCounts.Faulty());

  private final StreamDefinition definition;

  /** Tests for a new reading; null when the definition does not deduplicate. */
  private final BiPredicate<Reading, byte[]> isNew;

  /** What the journal has. */
  private final RunCounts earlier;

  /** What came since. */
  private RunCounts recent;

  private final RunCounts.Faulty attempted = new RunCounts.Faulty();
  private final Derivation derivation;
  private final int timePlace;

  /** The latest event time of a reading that is no dead letter. */
  private long latest = Long.MIN_VALUE;

  private RunAccounting(StreamDefinition definition, BiPredicate<Reading, byte[]> isNew) {
    this.definition = definition;
    earlier = new RunCounts(definition);
    recent = new RunCounts(definition);
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
        recent.sent().addUnderived(outcome.twice() ? 2 : 1);
        attempted.addUnderived(outcome.twice() ? 2 : 1);
        return;
      }
      latest = Math.max(latest, reading.number(timePlace));
    }
    boolean excluded = outcome.counts() && !reading.counts();
    if (excluded) {
      recent.addFiltered(outcome.twice() && isNew == null ? 2 : 1);
    } else if (outcome.counts() && (isNew == null || isNew.test(reading, value))) {
      recent.tally().add(reading);
    }
    if (outcome != ReadingOutcome.AS_MEASURED) {
      recent.sent().add(outcome);
      attempted.add(outcome);
      if (outcome.twice()) {
        recent.sent().addDuplicate();
        attempted.addDuplicate();
        if (isNew == null && !excluded) {
          recent.tally().add(reading);
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
      boolean unknown = record.mayBeThere();
      if (unknown) {
        recent.unknown().add(record.partition());
      }
      if (outcome.counts()) {
        decoder.decode(record.value(), System.currentTimeMillis(), reading);
        if (derivation.apply(reading) != null) {
          recent.lost().addUnderived(1);
          if (unknown) {
            recent.unknown().addDead();
          }
          continue;
        }
      }
      boolean otherCopyLeft = outcome.twice() && oneCopyLost.add(record.value());
      if (otherCopyLeft) {
        recent.lost().addDuplicate();
      } else {
        recent.lost().add(outcome);
      }
      if (outcome.counts()) {
        boolean counted =
            isNew == null || !otherCopyLeft && gone.add(ByteBuffer.wrap(record.value()));
        if (!reading.counts()) {
          takeBackFiltered(isNew == null || !otherCopyLeft, unknown);
        } else if (counted) {
          recent.tally().remove(reading);
          if (unknown) {
            recent.unknown().addCounted(reading);
          }
        }
      } else if (unknown && outcome.isDead()) {
        recent.unknown().addDead();
      }
    }
  }

  private void takeBackFiltered(boolean counted, boolean unknown) {
    if (counted) {
      recent.addFiltered(-1);
      if (unknown) {
        recent.unknown().addFiltered();
      }
    }
  }

  /**
   * Adds a reading that would have been decided on its arrival, was not delivered, and may be in
   * the topic all the same.
   *
   * @param outcome what it would be if it arrived now
   */
  public void addUnknown(Reading reading, ReadingOutcome outcome) {
    if (!outcome.counts() || derivation.apply(reading) != null) {
      recent.unknown().addDead();
    } else if (reading.counts()) {
      recent.unknown().addCounted(reading);
    } else {
      recent.unknown().addFiltered();
    }
  }

  /** The event time that closes all windows with a reading; empty when there is none. */
  OptionalLong closingTime() {
    return latest == Long.MIN_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(definition.closingTime(latest));
  }

  /** The counts since the last call. */
  RunCounts takeRecent() {
    RunCounts taken = recent;
    earlier.add(taken);
    recent = new RunCounts(definition);
    return taken;
  }

  /** The counts of the whole run. */
  RunCounts counts() {
    takeRecent();
    return earlier;
  }

  /** The faults so far by option name, those of undelivered readings included. */
  Map<String, Long> attempted() {
    return byOption(attempted);
  }

  private static Map<String, Long> byOption(RunCounts.Faulty faulty) {
    return Map.of(
        FaultOptions.LATE, faulty.of(Fault.LATE),
        FaultOptions.OUT_OF_ORDER, faulty.of(Fault.OUT_OF_ORDER),
        FaultOptions.DUPLICATED, faulty.duplicated(),
        FaultOptions.MALFORMED, faulty.of(Fault.MALFORMED),
        FaultOptions.FAR_FUTURE, faulty.of(Fault.FAR_FUTURE));
  }
}
