package io.tidemark.gateway.send;

import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import java.io.IOException;

/** The journal of a stream that is served. Not thread-safe. */
public final class RunningJournal {
  private final LedgerJournal journal;
  private final StreamAccount account;

  /** What could not be written yet. */
  private RunLedger unwritten;

  RunningJournal(LedgerJournal journal, StreamAccount account) {
    this.journal = journal;
    this.account = account;
  }

  /**
   * Writes what came since the last call; the first line may have no reading, but the topic.
   *
   * @throws IOException when it cannot be written; the next call tries it again
   */
  public void write() throws IOException {
    RunLedger recent = account.takeRecent();
    if (recent != null) {
      unwritten = unwritten == null ? recent : unwritten.plus(recent);
    }
    if (unwritten != null) {
      journal.add(unwritten);
      unwritten = null;
    }
  }

  /**
   * Deletes the journal, after the ledger was written.
   *
   * @throws IOException when it cannot be deleted
   */
  public void delete() throws IOException {
    journal.delete();
  }
}
