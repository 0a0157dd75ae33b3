package io.tidemark.generator.run;

import io.tidemark.cli.UserError;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.ledger.RunLedger;
import java.util.List;

/** One run against the raw topic: sends readings, closes the windows and accounts for it all. */
public interface Run {
  /**
   * What a run came to.
   *
   * @param notes lines for the person who reads the summary
   * @param undeliveredHeartbeats closing heartbeats that the broker did not acknowledge; without
   *     them the windows at the end stay open
   * @param failure why it ended before its end, or null; the ledger holds what was sent
   */
  record Outcome(
      RunLedger ledger, List<String> notes, long undeliveredHeartbeats, UserError failure) {

    /** Whether the broker acknowledged all that the run sent. */
    public boolean isDelivered() {
      return ledger.failed() == 0 && undeliveredHeartbeats == 0;
    }
  }

  /**
   * Runs, once.
   *
   * @throws UserError when nothing was sent, because the broker cannot be reached, the topic is
   *     missing, or the recording cannot be read
   */
  Outcome run();

  /** Ends the run early; it still closes its windows and accounts for what it has sent. */
  void stop();

  /**
   * Gives up what the broker has not acknowledged: it counts as not delivered, and {@link #run}
   * returns without waiting for the broker. Call it after {@link #stop}, when the time is over.
   */
  void abort();

  /** Shows what the run has done so far, also before it begins. */
  void show(Metrics metrics);
}
