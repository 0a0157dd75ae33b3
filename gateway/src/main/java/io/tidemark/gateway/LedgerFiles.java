package io.tidemark.gateway;

import io.tidemark.cli.UserError;
import io.tidemark.gateway.send.RunningJournal;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.shutdown.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The files of a gateway's ledgers: journals at its start and once a second while it runs, ledgers
 * at its end. So a gateway that is killed leaves all but the last second.
 */
final class LedgerFiles implements AutoCloseable {
  private final List<RunningJournal> journals;
  private final Path folder;
  private final Consumer<String> say;
  private final ScheduledExecutorService seconds =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("journal"));
  private boolean failed;

  /**
   * Begins to write the journals.
   *
   * @param say receives messages for the user
   */
  LedgerFiles(Gateway gateway, Path folder, Consumer<String> say) {
    journals = gateway.journals(folder);
    this.folder = folder;
    this.say = say;
    writeJournals();
    seconds.scheduleWithFixedDelay(this::writeJournals, 1, 1, TimeUnit.SECONDS);
  }

  /** Reports a failure once, not each second. */
  private void writeJournals() {
    try {
      for (RunningJournal journal : journals) {
        journal.write();
      }
      failed = false;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // what is thrown further would end the journals without a word
      if (!failed) {
        say.accept("cannot write the journal to " + folder + ": " + e.getMessage());
      }
      failed = true;
    }
  }

  /**
   * Writes the ledgers of a gateway that is stopped, and then deletes the journals.
   *
   * @return the files of the ledgers
   * @throws UserError when one cannot be written; the journals are left
   */
  List<Path> write(List<RunLedger> ledgers) {
    close();
    try {
      List<Path> files = ledgers.stream().map(ledger -> ledger.writeInto(folder)).toList();
      for (RunningJournal journal : journals) {
        journal.delete();
      }
      return files;
    } catch (UncheckedIOException e) {
      throw new UserError(
          "cannot write the run ledgers to " + folder + ": " + e.getCause().getMessage(), e);
    } catch (IOException e) {
      throw new UserError("cannot delete the journals in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Ends the journals. */
  @Override
  public void close() {
    seconds.shutdown();
    try {
      seconds.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
