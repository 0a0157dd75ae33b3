package io.tidemark.generator;

import io.tidemark.cli.UserError;
import io.tidemark.generator.Fate.Fault;
import io.tidemark.model.Derivation;
import io.tidemark.model.Ledger;
import io.tidemark.model.Ledger.WindowEntry;
import io.tidemark.model.RawDecoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import io.tidemark.model.WindowTally;
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

/**
 * What the readings of a run come to: what the windows should count, and what went wrong. One
 * thread keeps it; others may ask for the faults.
 */
final class RunAccount {
  private final StreamDefinition definition;
  private final WindowTally tally;

  /** Only where the definition deduplicates. */
  private final SeenReadings seen;

  private final Derivation derivation;
  private final int timePlace;
  private final Map<Fault, Long> faults = new ConcurrentSkipListMap<>();
  private final Map<Malformation, Long> malformed = new ConcurrentSkipListMap<>();
  private final AtomicLong duplicated = new AtomicLong();
  private long filtered;

  /** The latest event time of a reading that is not dead. */
  private long latest = Long.MIN_VALUE;

  /**
   * @param farthestBack how far behind the latest one an event time can be, in milliseconds
   */
  RunAccount(StreamDefinition definition, long farthestBack) {
    this.definition = definition;
    tally = new WindowTally(definition);
    seen = definition.aggregated().deduplicate() ? new SeenReadings(farthestBack) : null;
    derivation = new Derivation(definition);
    timePlace = definition.raw().indexOf(definition.raw().time());
  }

  /**
   * Counts a reading that is being sent, both copies if there are two.
   *
   * @param value the record's bytes
   */
  void add(Reading reading, byte[] value, Fate fate) {
    if (fate.counts()) {
      requireDerived(reading);
      latest = Math.max(latest, reading.number(timePlace));
    }
    boolean excluded = fate.counts() && !reading.counts();
    if (excluded) {
      filtered += fate.twice() && seen == null ? 2 : 1;
    } else if (fate.counts() && (seen == null || seen.add(value, reading.number(timePlace)))) {
      tally.add(reading);
    }
    if (fate != Fate.AS_MEASURED) {
      count(fate, 1);
      if (fate.twice()) {
        duplicated.incrementAndGet();
        if (seen == null && !excluded) {
          tally.add(reading);
        }
      }
    }
  }

  /** The generator's own values can be reckoned with, or its definition is of no use. */
  private void requireDerived(Reading reading) {
    String problem = derivation.apply(reading);
    if (problem != null) {
      throw new UserError(
          "a simulated reading would be a dead letter, because of its "
              + problem
              + "; change the"
              + " field's 'simulate' or its expression");
    }
  }

  /** Takes back what could not be delivered. */
  void takeBack(Collection<Undelivered> failed) {
    RawDecoder decoder = new RawDecoder(definition.raw());
    Reading reading = new Reading(definition.raw());
    Set<byte[]> oneCopyLost = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<ByteBuffer> lost = new HashSet<>();
    for (Undelivered record : failed) {
      Fate fate = record.fate();
      boolean otherCopyLeft = fate.twice() && oneCopyLost.add(record.value());
      if (otherCopyLeft) {
        duplicated.decrementAndGet();
      } else {
        count(fate, -1);
      }
      boolean counted = seen == null || !otherCopyLeft && lost.add(ByteBuffer.wrap(record.value()));
      if (fate.counts()) {
        decoder.decode(record.value(), reading);
        derivation.apply(reading);
        if (!reading.counts()) {
          filtered -= seen == null || !otherCopyLeft ? 1 : 0;
        } else if (counted) {
          tally.remove(reading);
        }
      }
    }
  }

  private void count(Fate fate, long readings) {
    faults.merge(fate.fault(), readings, Long::sum);
    if (fate.malformation() != null) {
      malformed.merge(fate.malformation(), readings, Long::sum);
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

  /** What went wrong on purpose. */
  Ledger.Faults faults(long silentEntities) {
    Map<String, Long> ways = new LinkedHashMap<>();
    malformed.forEach(
        (way, readings) -> {
          if (readings > 0) {
            ways.put(way.label(), readings);
          }
        });
    return new Ledger.Faults(
        faults.getOrDefault(Fault.OUT_OF_ORDER, 0L),
        faults.getOrDefault(Fault.LATE, 0L),
        duplicated.get(),
        faults.getOrDefault(Fault.FAR_FUTURE, 0L),
        silentEntities,
        ways);
  }
}
