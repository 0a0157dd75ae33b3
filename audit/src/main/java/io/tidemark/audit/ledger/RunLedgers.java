package io.tidemark.audit.ledger;

import io.tidemark.audit.station.ClosingHeartbeats;
import io.tidemark.audit.station.JournalTail;
import io.tidemark.audit.station.LedgerOffsets;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.UnknownReadings;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.LedgerSum;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.ledger.RunLedger;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the run ledgers of a folder and adds up what was sent to a topic. The journal of a run that
 * goes on is taken as it was at the first call, so that what follows it is always the same part of
 * the topic. Not thread-safe.
 */
public final class RunLedgers {
  /** How often the files are listed anew when one is gone before it was read. */
  private static final int MOST_LISTINGS = 10;

  /** A file as it was when it was read. */
  private record Version(long size, FileTime modified, Object key) {
    static final Version PINNED = new Version(0, FileTime.fromMillis(0), null);

    static Version of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Version(now.size(), now.lastModifiedTime(), now.fileKey());
    }
  }

  /**
   * What was read.
   *
   * @param topicId whose ledgers they are
   * @param files all files of the folder
   * @param runs those of the topic, in the order of their files
   * @param ofOtherTopics ledgers of the stream for other topics
   * @param sent the sum of the runs, without offsets and notes
   */
  private record Content(
      String topicId,
      Map<Path, Version> files,
      List<LedgerRun> runs,
      int ofOtherTopics,
      SentReadings sent) {}

  private final Path folder;
  private final StreamDefinition definition;

  /** As they were when they were first read. */
  private final Map<Path, RunLedger> journals = new HashMap<>();

  /** Null before the first call. */
  private Content content;

  /**
   * @param folder need not exist
   */
  public RunLedgers(Path folder, StreamDefinition definition) {
    this.folder = folder;
    this.definition = definition;
  }

  /**
   * Reads all ledgers that belong to the stream and to the topic of this id. They are read anew
   * only when a file came, went or changed.
   *
   * @param partitions how many the topic has
   * @throws UserError when a file is no ledger
   */
  public SentReadings of(String topicId, int partitions) {
    readContent(topicId);
    List<LedgerRun> runs = content.runs();
    RunNotes notes = new RunNotes(runs);
    notes.addOpenWindows(partitions);
    if (runs.isEmpty()) {
      notes.addMissing(folder, definition.raw().topic(), content.ofOtherTopics());
    }
    boolean repeats = definition.aggregated().deduplicate() && runs.size() > 1;
    return content.sent().with(offsets(runs, partitions, repeats), notes.all());
  }

  /**
   * Finds the tail of each journal in each partition. It begins after the last entry of the
   * journal, or after the runs that ended before if the journal has no entry there, and ends where
   * the next run begins. Other runs with records on both sides of that beginning move it to their
   * end: offsets that another ledger has are never in a tail.
   *
   * @param ledgers all of the topic, with those of the journals
   * @param partitions how many the topic has
   * @param runs whether the entries of the runs are asked for
   */
  private static LedgerOffsets offsets(List<LedgerRun> ledgers, int partitions, boolean runs) {
    List<LedgerRun> journals = ledgers.stream().filter(LedgerRun::isJournal).toList();
    List<JournalTail> tails = new ArrayList<>();
    for (int partition = 0; !journals.isEmpty() && partition < partitions; partition++) {
      PartitionRuns entries = new PartitionRuns(partition, ledgers);
      for (LedgerRun journal : journals) {
        tails.add(entries.tail(journal));
      }
    }
    return new LedgerOffsets(
        runs ? ledgers.stream().map(LedgerRun::partitions).toList() : List.of(), tails);
  }

  /** Reads all journals anew from the next call on. */
  public void forgetJournals() {
    journals.clear();
  }

  private SentReadings sent(RunLedger sum, List<LedgerRun> runs) {
    StationCount count = count(sum.sent(), sum.windows());
    return new SentReadings(
        runs.size(),
        count,
        count.readings(),
        new SentReadings.Totals(
            sum.sent(),
            sum.faults().dead(),
            sum.faults().duplicated(),
            sum.filtered(),
            sum.failed()),
        partitions(sum),
        UnknownReadings.of(sum.unknown(), count(0, sum.unknown().windows())),
        new ClosingHeartbeats(runs.stream().map(LedgerRun::closing).toList()),
        LedgerOffsets.NONE,
        List.of());
  }

  private static SortedMap<Integer, Long> partitions(RunLedger sum) {
    SortedMap<Integer, Long> partitions = new TreeMap<>();
    sum.partitions().forEach(entry -> partitions.put(entry.partition(), entry.readings()));
    return partitions;
  }

  private StationCount count(long readings, List<RunLedger.WindowEntry> entries) {
    SortedMap<Long, Long> panes = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> sums = new HashMap<>();
    for (RunLedger.WindowEntry entry : entries) {
      long start = Instant.parse(entry.windowStart()).toEpochMilli();
      panes.put(start, entry.readings());
      sums.put(start, entry.sums());
    }
    return StationCount.ofPanes(definition.aggregated(), readings, panes, sums);
  }

  private void readContent(String topicId) {
    for (int listing = 1; ; listing++) {
      try {
        Map<Path, Version> files = files();
        if (content == null
            || !content.topicId().equals(topicId)
            || !content.files().equals(files)) {
          content = content(topicId, files);
        }
        return;
      } catch (NoSuchFileException e) {
        // a run has ended, and its ledger took the place of its journal
        if (listing == MOST_LISTINGS) {
          throw cannotRead(Path.of(e.getFile()), "it is gone", e);
        }
      } catch (IOException e) {
        throw new UserError("cannot list the run ledgers in " + folder + ": " + e.getMessage(), e);
      }
    }
  }

  private Content content(String topicId, Map<Path, Version> files) throws NoSuchFileException {
    List<LedgerRun> runs = new ArrayList<>();
    int ofOtherTopics = 0;
    LedgerSum sum = null;
    for (Path file : files.keySet()) {
      RunLedger ledger = read(file);
      if (ledger == null || !definition.name().equals(ledger.stream())) {
        continue;
      }
      if (topicId.equals(ledger.topicId())) {
        runs.add(LedgerRun.of(file, ledger));
        sum = sum == null ? new LedgerSum(ledger) : sum.add(ledger);
      } else {
        ofOtherTopics++;
      }
    }
    files.replaceAll((file, read) -> journals.containsKey(file) ? Version.PINNED : read);
    return new Content(
        topicId,
        files,
        List.copyOf(runs),
        ofOtherTopics,
        sum == null ? SentReadings.NONE : sent(sum.ledger(), runs));
  }

  /** In the order of their names, without the journals of runs that have a ledger. */
  private Map<Path, Version> files() throws IOException {
    SortedMap<Path, Version> files = new TreeMap<>();
    for (Path file : RunJournals.withLedgers(folder)) {
      if (!RunJournals.isJournal(file) || !Files.exists(RunJournals.ledgerOf(file))) {
        files.put(file, journals.containsKey(file) ? Version.PINNED : Version.of(file));
      }
    }
    return files;
  }

  /** Null for the journal of a run that was killed before its first line. */
  private RunLedger read(Path file) throws NoSuchFileException {
    if (!RunJournals.isJournal(file)) {
      return check(file, RunLedger::read);
    }
    RunLedger journal = journals.get(file);
    if (journal == null) {
      journal = check(file, one -> LedgerJournal.read(one).orElse(null));
      if (journal != null) {
        journals.put(file, journal);
      }
    }
    return journal;
  }

  private interface Format {
    RunLedger read(Path file) throws IOException;
  }

  private static RunLedger check(Path file, Format format) throws NoSuchFileException {
    try {
      RunLedger ledger = format.read(file);
      if (ledger == null) {
        return null;
      }
      if (ledger.windows() == null
          || ledger.partitions() == null
          || ledger.faults() == null
          || ledger.faults().malformed() == null
          || ledger.unknown() == null
          || ledger.unknown().windows() == null
          || ledger.unknown().partitions() == null) {
        throw new IOException("not a run ledger: it has no windows, partitions, faults or unknown");
      }
      if (ledger.endedAt() == null) {
        throw new IOException("not a run ledger: it has no ended_at");
      }
      Instant.parse(ledger.endedAt());
      for (RunLedger.WindowEntry entry : ledger.windows()) {
        if (entry.windowStart() == null || entry.sums() == null) {
          throw new IOException("not a run ledger: a window without its start or its sums");
        }
        Instant.parse(entry.windowStart());
      }
      return ledger;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | DateTimeException e) {
      throw cannotRead(file, e.getMessage(), e);
    }
  }

  private static UserError cannotRead(Path file, String why, Exception cause) {
    return new UserError(
        "cannot read the run ledger "
            + file
            + ": "
            + why
            + "; without it the audit cannot know what was sent: repair it or move it away",
        cause);
  }
}
