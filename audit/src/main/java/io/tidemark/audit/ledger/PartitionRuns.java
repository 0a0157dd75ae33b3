package io.tidemark.audit.ledger;

import io.tidemark.audit.station.JournalTail;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What all runs have in a partition of the raw topic. */
final class PartitionRuns {
  private final int partition;

  /** By the first offset of an entry: the offset after all entries that begin up to it. */
  private final NavigableMap<Long, Long> byFirst = new TreeMap<>();

  /** By the end of a run: the offset after all entries of runs that ended up to it. */
  private final NavigableMap<Instant, Long> byEnd = new TreeMap<>();

  PartitionRuns(int partition, List<LedgerRun> runs) {
    this.partition = partition;
    for (LedgerRun run : runs) {
      for (PartitionEntry entry : run.partitions()) {
        if (entry.partition() == partition) {
          byFirst.merge(entry.firstOffset(), entry.lastOffset() + 1, Math::max);
          byEnd.merge(run.endedAt(), entry.lastOffset() + 1, Math::max);
        }
      }
    }
    accumulate(byFirst);
    accumulate(byEnd);
  }

  private static <K> void accumulate(NavigableMap<K, Long> ends) {
    long end = 0;
    for (Map.Entry<K, Long> one : ends.entrySet()) {
      end = Math.max(end, one.getValue());
      one.setValue(end);
    }
  }

  JournalTail tail(LedgerRun journal) {
    long first = outside(own(journal).orElseGet(() -> before(journal.endedAt())));
    Long next = byFirst.higherKey(first);
    return new JournalTail(journal.file(), partition, first, next == null ? Long.MAX_VALUE : next);
  }

  private Optional<Long> own(LedgerRun journal) {
    return journal.partitions().stream()
        .filter(entry -> entry.partition() == partition)
        .map(entry -> entry.lastOffset() + 1)
        .findFirst();
  }

  private long before(Instant ended) {
    Map.Entry<Instant, Long> runs = byEnd.lowerEntry(ended);
    return runs == null ? 0 : runs.getValue();
  }

  /** The first offset from here on that no entry has. */
  private long outside(long from) {
    long first = from;
    Map.Entry<Long, Long> entries = byFirst.floorEntry(first);
    while (entries != null && entries.getValue() > first) {
      first = entries.getValue();
      entries = byFirst.floorEntry(first);
    }
    return first;
  }
}
