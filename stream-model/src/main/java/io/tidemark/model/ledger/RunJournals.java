package io.tidemark.model.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
   * @param topicId the broker's id of the topic to which the runs sent
   * @return the ledger of each run so far, by the journal's file
   * @throws UncheckedIOException when a file cannot be read; the message names it
   */
  public static SortedMap<Path, RunLedger> of(Path folder, String stream, String topicId) {
    SortedMap<Path, RunLedger> journals = new TreeMap<>();
    if (!Files.exists(folder)) {
      return journals;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*" + LedgerJournal.ENDING)) {
      for (Path file : files) {
        if (!Files.exists(ledgerOf(file))) {
          read(file)
              .filter(one -> stream.equals(one.stream()) && topicId.equals(one.topicId()))
              .ifPresent(one -> journals.put(file, one));
        }
      }
      return journals;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * The ledgers and journals of a folder, by their names; also journals whose run has a ledger.
   *
   * @param folder need not exist
   * @throws IOException when it cannot be listed
   */
  public static List<Path> withLedgers(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.exists(folder)) {
      String endings = "*{.json," + LedgerJournal.ENDING + "}";
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, endings)) {
        found.forEach(files::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      files.sort(null);
    }
    return files;
  }

  private static Optional<RunLedger> read(Path file) {
    try {
      return LedgerJournal.read(file);
    } catch (NoSuchFileException e) {
      // its run has ended and written the ledger
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the journal " + file + ": " + e.getMessage() + "; move it away", e);
    }
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
