package io.tidemark.audit.ledger;

import io.tidemark.audit.station.ClosingHeartbeats;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import io.tidemark.process.identity.RecordedProcess;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run by its ledger or its journal, without its windows: there may be years of them.
 *
 * @param endedAt wall clock; of a journal the time of its last line
 * @param interrupted whether the run was stopped before its duration was over
 * @param counts whether a window counts any of its readings
 * @param heartbeats with which it closed windows
 * @param process that writes the journal, if it has named itself
 */
record LedgerRun(
    Path file,
    Instant endedAt,
    boolean interrupted,
    boolean counts,
    long heartbeats,
    List<PartitionEntry> partitions,
    Optional<RecordedProcess> process) {

  static LedgerRun of(Path file, RunLedger ledger) {
    return new LedgerRun(
        file,
        Instant.parse(ledger.endedAt()),
        ledger.interrupted(),
        !ledger.windows().isEmpty(),
        ledger.heartbeats(),
        List.copyOf(ledger.partitions()),
        RecordedProcess.of(ledger.settings()));
  }

  /** Whether the run has no ledger: it goes on or was killed. */
  boolean isJournal() {
    return RunJournals.isJournal(file);
  }

  ClosingHeartbeats.Run closing() {
    Map<Integer, Long> lastOffsets = new HashMap<>();
    partitions.forEach(entry -> lastOffsets.put(entry.partition(), entry.lastOffset()));
    return new ClosingHeartbeats.Run(heartbeats, lastOffsets);
  }
}
