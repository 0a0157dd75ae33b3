package io.tidemark.model.ledger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The journals of a folder whose runs have no ledger: they go on or were killed. */
public final class RunJournals {
  private RunJournals() {}

  /**
   * Reads the journals of a stream.
   *
   * @param folder of the ledgers; need not exist
   * @param stream the definition's name
   * @return the ledger of each run so far, by the journal's file
   * @throws IOException when a file cannot be read
   */
  public static SortedMap<Path, RunLedger> of(Path folder, String stream) throws IOException {
    SortedMap<Path, RunLedger> journals = new TreeMap<>();
    if (!Files.exists(folder)) {
      return journals;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*" + LedgerJournal.ENDING)) {
      for (Path file : files) {
        if (!Files.exists(ledgerOf(file))) {
          Optional<RunLedger> ledger = LedgerJournal.read(file);
          ledger
              .filter(one -> stream.equals(one.stream()))
              .ifPresent(one -> journals.put(file, one));
        }
      }
    }
    return journals;
  }

  /** Whether a file is a journal, by its name. */
  public static boolean isJournal(Path file) {
    return file.toString().endsWith(LedgerJournal.ENDING);
  }

  /** The ledger that takes the place of a journal when the run ends. */
  public static Path ledgerOf(Path journal) {
    String name = journal.getFileName().toString();
    return journal.resolveSibling(
        name.substring(0, name.length() - LedgerJournal.ENDING.length()) + ".json");
  }
}
