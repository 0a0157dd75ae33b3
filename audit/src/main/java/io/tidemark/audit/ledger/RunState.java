package io.tidemark.audit.ledger;

import io.tidemark.process.identity.RecordedProcess;

/** What is known of the end of a run, and what that means for the audit. */
enum RunState {
  INTERRUPTED(" was interrupted", " were interrupted"),
  KILLED(" was killed", " were killed"),
  RUNNING(" goes on", " go on"),
  RUNNING_OR_KILLED(" goes on or was killed", " go on or were killed");

  private final String one;
  private final String several;

  RunState(String one, String several) {
    this.one = one;
    this.several = several;
  }

  /** By the process that writes the journal of the run. */
  static RunState ofJournal(LedgerRun journal) {
    if (journal.process().map(RecordedProcess::hasEnded).orElse(false)) {
      return KILLED;
    }
    return journal.process().map(RecordedProcess::isRunning).orElse(false)
        ? RUNNING
        : RUNNING_OR_KILLED;
  }

  /** To follow a run in a sentence. */
  String ofOne(LedgerRun run) {
    if (this == INTERRUPTED) {
      return one + "; what it had sent is counted";
    }
    String host =
        this == RUNNING_OR_KILLED
            ? run.process().map(process -> " on " + process.host()).orElse("")
            : "";
    return one
        + host
        + "; what follows the last entry of its journal is counted as the raw topic has it";
  }

  /** To follow several runs in a sentence. */
  String ofSeveral() {
    return several
        + (this == INTERRUPTED
            ? "; what they had sent is counted"
            : "; what follows the last entries of their journals is counted as the raw topic has"
                + " it");
  }
}
