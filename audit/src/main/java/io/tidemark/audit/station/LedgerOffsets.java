package io.tidemark.audit.station;

import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.util.List;

/**
 * Where the records of the runs are in the raw topic.
 *
 * @param runs the entries of each run, if the definition deduplicates and there are several runs
 * @param tails what follows the journals
 */
public record LedgerOffsets(List<List<PartitionEntry>> runs, List<JournalTail> tails) {
  /** No ledger. */
  public static final LedgerOffsets NONE = new LedgerOffsets(List.of(), List.of());

  public LedgerOffsets {
    runs = List.copyOf(runs);
    tails = List.copyOf(tails);
  }
}
