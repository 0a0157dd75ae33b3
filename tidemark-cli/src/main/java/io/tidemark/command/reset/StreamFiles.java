package io.tidemark.command.reset;

import io.tidemark.audit.last.LastAuditFile;
import io.tidemark.cli.CheckpointOption;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.FileTrees;
import io.tidemark.process.identity.RecordedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The files of a stream on this machine.
 *
 * @param checkpoint of the job; may be missing
 * @param ledgers of all its runs, journals too
 * @param audits the folder with what its last audits have counted; may be missing
 */
record StreamFiles(Path checkpoint, SortedMap<Path, RunLedger> ledgers, Path audits) {

  /**
   * Finds them.
   *
   * @param topicId the id of the raw topic; empty when there is none
   * @param checkpoint of the job, or null for its default
   * @param folder of the ledgers
   * @param audits the folder with what the last audits of all streams have counted
   * @throws UserError when a folder cannot be read
   */
  static StreamFiles of(
      StreamDefinition definition,
      Optional<String> topicId,
      Path checkpoint,
      Path folder,
      Path audits) {
    Path usual = Path.of(CheckpointOption.usual(definition.name(), topicId.orElse("no-topic")));
    SortedMap<Path, RunLedger> ledgers = new TreeMap<>();
    try {
      for (Path file : RunJournals.withLedgers(folder)) {
        read(file)
            .filter(one -> definition.name().equals(one.stream()))
            .ifPresent(one -> ledgers.put(file, one));
      }
    } catch (IOException e) {
      throw new UserError("cannot list the run ledgers in " + folder + ": " + e.getMessage(), e);
    }
    return new StreamFiles(
        checkpoint == null ? usual : checkpoint, ledgers, LastAuditFile.folder(audits, definition));
  }

  /** Empty for a file that is no ledger: it stays. */
  private static Optional<RunLedger> read(Path file) {
    try {
      return RunJournals.isJournal(file)
          ? LedgerJournal.read(file)
          : Optional.of(RunLedger.read(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (Files.exists(checkpoint)) {
      lines.add("checkpoint " + checkpoint);
    }
    if (!ledgers.isEmpty()) {
      lines.add(
          HumanFormat.count(ledgers.size(), "run ledger")
              + ": "
              + HumanFormat.count(
                  ledgers.values().stream().mapToLong(RunLedger::sent).sum(), "reading")
              + " sent");
    }
    if (Files.exists(audits)) {
      lines.add("what the last audit has counted: " + audits);
    }
    return lines;
  }

  /** Runs on this machine that go on. */
  List<String> running() {
    List<String> running = new ArrayList<>();
    for (Map.Entry<Path, RunLedger> run : ledgers.entrySet()) {
      Map<String, String> settings = run.getValue().settings();
      if (RunJournals.isJournal(run.getKey())
          && !Files.exists(RunJournals.ledgerOf(run.getKey()))
          && RecordedProcess.of(settings).filter(RecordedProcess::isRunning).isPresent()) {
        running.add(
            "the run of "
                + run.getKey()
                + " goes on, in the process "
                + settings.get(RecordedProcess.SETTING));
      }
    }
    return running;
  }

  void deleteCheckpoint(Consumer<String> say) {
    if (Files.exists(checkpoint)) {
      try {
        FileTrees.delete(checkpoint);
      } catch (IOException e) {
        throw new UserError(
            "cannot delete the checkpoint " + checkpoint + ": " + e.getMessage(), e);
      }
      say.accept("checkpoint " + checkpoint + ": deleted");
    }
  }

  void deleteAudits(Consumer<String> say) {
    if (Files.exists(audits)) {
      try {
        FileTrees.delete(audits);
      } catch (IOException e) {
        throw new UserError("cannot delete the folder " + audits + ": " + e.getMessage(), e);
      }
      say.accept("what the last audit has counted: deleted");
    }
  }

  void deleteLedgers(Consumer<String> say) {
    for (Path ledger : ledgers.keySet()) {
      try {
        Files.deleteIfExists(ledger);
      } catch (IOException e) {
        throw new UserError("cannot delete the run ledger " + ledger + ": " + e.getMessage(), e);
      }
    }
    if (!ledgers.isEmpty()) {
      say.accept(HumanFormat.count(ledgers.size(), "run ledger") + ": deleted");
    }
  }
}
