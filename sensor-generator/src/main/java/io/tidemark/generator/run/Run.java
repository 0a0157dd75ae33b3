package io.tidemark.generator.run;

import io.tidemark.cli.UserError;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.ledger.RunLedger;
import java.nio.file.Path;
import java.util.List;

/** A run against the raw topic: sends readings, closes the windows and accounts for both. */
public interface Run {
  /**
   * The result of a run.
   *
   * @param notes lines for the summary
   * @param undeliveredHeartbeats closing heartbeats that the broker did not acknowledge; without
   *     them the last windows stay open
   * @param failure the error that ended the run early, or null; the ledger covers the sent readings
   */
  record Outcome(
      RunLedger ledger, List<String> notes, long undeliveredHeartbeats, UserError failure) {

    /** Whether the broker acknowledged all that the run sent. */
    public boolean isDelivered() {
      return ledger.failed() == 0 && undeliveredHeartbeats == 0;
    }
  }

  /**
   * Keeps the ledger as a journal while the run goes on, so that a run that is killed leaves what
   * it had sent until its last second. Call it before {@link #run}. The caller that writes the
   * ledger deletes the journal.
   *
   * @param folder of the ledgers
   */
  void keepJournal(Path folder);

  /**
   * Executes the run. Call it once.
   *
   * @throws UserError when nothing was sent, because the broker cannot be reached, the topic is
   *     missing, or the recording cannot be read
   */
  Outcome run();

  /** Ends the run early; it still closes its windows and accounts for the sent readings. */
  void stop();

  /**
   * Aborts all records that the broker has not acknowledged: they count as not delivered, and
   * {@link #run} returns without waiting for the broker. Call it after {@link #stop}, at the end of
   * the time limit.
   */
  void abort();

  /** Registers the metrics of the run; may be called before it begins. */
  void show(Metrics metrics);
}
