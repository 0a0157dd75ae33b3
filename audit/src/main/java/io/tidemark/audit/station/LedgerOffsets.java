package io.tidemark.audit.station;

import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Where the records of the runs are in the raw topic.
 *
 * @param runs the entries of each run, if the definition deduplicates and there are several runs
 * @param tails what follows the journals
 */
public record LedgerOffsets(List<List<PartitionEntry>> runs, List<JournalTail> tails) {
  /** No ledger. */
  public static final LedgerOffsets NONE = new LedgerOffsets(List.of(), List.of());

  private static final Comparator<PartitionEntry> BY_OFFSET =
      Comparator.comparing(PartitionEntry::firstOffset);

  public LedgerOffsets {
    runs = List.copyOf(runs);
    tails = List.copyOf(tails);
  }

  /**
   * Finds the tail of each journal in each partition. It begins after the last entry of the
   * journal, or after the runs that ended before if the journal has no entry there, and ends where
   * the next run begins. Other runs with records on both sides of that beginning move it to their
   * end: offsets that another ledger has are never in a tail.
   *
   * @param ledgers all of the topic, with those of the journals
   * @param journals the files among them that are journals
   * @param partitions how many the topic has
   * @param runs whether the entries of the runs are asked for
   */
  static LedgerOffsets of(
      SortedMap<Path, RunLedger> ledgers, Collection<Path> journals, int partitions, boolean runs) {
    List<JournalTail> tails = new ArrayList<>();
    for (Path journal : journals) {
      for (int partition = 0; partition < partitions; partition++) {
        tails.add(tail(ledgers, journal, partition));
      }
    }
    return new LedgerOffsets(
        runs ? ledgers.values().stream().map(RunLedger::partitions).toList() : List.of(), tails);
  }

  private static JournalTail tail(SortedMap<Path, RunLedger> ledgers, Path journal, int partition) {
    Instant ended = Instant.parse(ledgers.get(journal).endedAt());
    List<PartitionEntry> others = new ArrayList<>();
    OptionalLong own = OptionalLong.empty();
    long before = 0;
    for (Map.Entry<Path, RunLedger> run : ledgers.entrySet()) {
      for (PartitionEntry entry : run.getValue().partitions()) {
        if (entry.partition() != partition) {
          continue;
        }
        if (run.getKey().equals(journal)) {
          own = OptionalLong.of(entry.lastOffset() + 1);
        } else {
          others.add(entry);
          if (Instant.parse(run.getValue().endedAt()).isBefore(ended)) {
            before = Math.max(before, entry.lastOffset() + 1);
          }
        }
      }
    }
    long first = outside(others, own.orElse(before));
    long end =
        others.stream()
            .mapToLong(PartitionEntry::firstOffset)
            .filter(offset -> offset > first)
            .min()
            .orElse(Long.MAX_VALUE);
    return new JournalTail(journal, partition, first, end);
  }

  /** The first offset from here on that none of the entries has. */
  private static long outside(List<PartitionEntry> entries, long from) {
    long first = from;
    for (PartitionEntry entry : entries.stream().sorted(BY_OFFSET).toList()) {
      if (entry.firstOffset() <= first) {
        first = Math.max(first, entry.lastOffset() + 1);
      }
    }
    return first;
  }
}
