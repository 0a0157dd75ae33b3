package io.tidemark.generator.run;

import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.shutdown.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The journal of a run, with a line for each second in which it sends. So a run that is killed
 * leaves all but its last second. The thread that sends writes it.
 */
final class RunJournal implements AutoCloseable {
  private static final long SECOND = 1_000;

  private final LedgerJournal journal;
  private final Path folder;
  private final Consumer<String> say;
  private final ScheduledExecutorService seconds =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("journal"));

  /** A flag, because a look at the clock for each reading would cost time. */
  private volatile boolean due;

  /** What could not be written yet. */
  private RunLedger unwritten;

  private boolean failed;

  /**
   * @param folder of the ledgers
   * @param stream the definition's name
   * @param startedAt wall clock, ISO 8601
   * @param say receives messages for the user
   */
  RunJournal(Path folder, String stream, String startedAt, Consumer<String> say) {
    journal = new LedgerJournal(folder, stream, startedAt);
    this.folder = folder;
    this.say = say;
    seconds.scheduleAtFixedRate(() -> due = true, SECOND, SECOND, TimeUnit.MILLISECONDS);
  }

  /** Whether a second has passed since the last line. */
  boolean isDue() {
    return due;
  }

  /** Writes a part of the run; what cannot be written is in the next line. Reports that once. */
  void add(RunLedger part) {
    due = false;
    unwritten = unwritten == null ? part : unwritten.plus(part);
    try {
      journal.add(unwritten);
      unwritten = null;
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        say.accept("cannot write the journal to " + folder + ": " + e.getMessage());
      }
      failed = true;
    }
  }

  @Override
  public void close() {
    seconds.shutdownNow();
  }
}
