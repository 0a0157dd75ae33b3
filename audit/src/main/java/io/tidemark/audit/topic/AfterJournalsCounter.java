package io.tidemark.audit.topic;

import io.tidemark.audit.station.JournalTail;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.StationCount;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.PaneTotals;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the readings that follow the last entries of journals. */
final class AfterJournalsCounter {
  private final StreamDefinition.Aggregated aggregated;
  private final OffsetRanges<JournalTail> tails = new OffsetRanges<>();
  private final SortedMap<Integer, Long> partitions = new TreeMap<>();
  private final SortedMap<Path, Long> journals = new TreeMap<>();
  private final PaneTotals tally;
  private long dead;
  private long filtered;

  AfterJournalsCounter(StreamDefinition definition, List<JournalTail> tails) {
    aggregated = definition.aggregated();
    tails.forEach(tail -> this.tails.add(tail.partition(), tail.first(), tail.end(), tail));
    tally = new PaneTotals(definition);
  }

  /**
   * Adds a reading of any kind.
   *
   * @return whether it follows a journal; only then its kind is added too
   */
  boolean add(int partition, long offset) {
    JournalTail tail = tails.at(partition, offset);
    if (tail != null) {
      partitions.merge(partition, 1L, Long::sum);
      journals.merge(tail.journal(), 1L, Long::sum);
    }
    return tail != null;
  }

  /** Whether a reading follows a journal. */
  boolean has(int partition, long offset) {
    return tails.at(partition, offset) != null;
  }

  /** Adds dead ones. */
  void dead(int readings) {
    dead += readings;
  }

  /** Adds filtered ones; negative when they are dead after all. */
  void filtered(int readings) {
    filtered += readings;
  }

  /** Those that the windows should count. */
  PaneTotals tally() {
    return tally;
  }

  RawCount.AfterJournals count() {
    return new RawCount.AfterJournals(
        StationCount.ofPanes(aggregated, 0, tally),
        dead,
        filtered,
        new TreeMap<>(partitions),
        new TreeMap<>(journals));
  }
}
