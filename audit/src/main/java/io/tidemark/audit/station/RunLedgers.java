package io.tidemark.audit.station;

import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.RecordedProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Reads the run ledgers of a folder and adds up what was sent to a topic. The journal of a run that
 * goes on is taken as it was at the first call, so that what follows it is always the same part of
 * the topic. Not thread-safe.
 */
public final class RunLedgers {
  private final Path folder;
  private final StreamDefinition definition;

  /** As they were when they were first read. */
  private final Map<Path, RunLedger> journals = new HashMap<>();

  /**
   * @param folder need not exist
   */
  public RunLedgers(Path folder, StreamDefinition definition) {
    this.folder = folder;
    this.definition = definition;
  }

  /**
   * Reads all ledgers that belong to the stream and to the topic of this id.
   *
   * @param partitions how many the topic has
   * @throws UserError when a file is no ledger
   */
  public SentReadings of(String topicId, int partitions) {
    List<String> notes = new ArrayList<>();
    SortedMap<Path, RunLedger> own = new TreeMap<>();
    int earlier = 0;
    for (Path file : files()) {
      RunLedger ledger = read(file);
      if (ledger == null || !definition.name().equals(ledger.stream())) {
        continue;
      }
      if (topicId.equals(ledger.topicId())) {
        own.put(file, ledger);
        if (ledger.interrupted()) {
          notes.add("the run of " + file + " was interrupted; what it had sent is counted");
        }
        if (RunJournals.isJournal(file)) {
          notes.add(
              "the run of "
                  + file
                  + state(ledger)
                  + "; what follows the last entry of its journal is counted as the raw topic has"
                  + " it");
        }
      } else {
        earlier++;
      }
    }
    noteOpenWindows(own, partitions, notes);
    // with ledgers of its own, those of deleted topics are of no interest
    if (earlier > 0 && own.isEmpty()) {
      notes.add(
          HumanFormat.count(earlier, "run ledger")
              + " in "
              + folder
              + " passed over: written for another topic than the one that is now named "
              + definition.raw().topic());
    }
    if (own.isEmpty()) {
      notes.add(
          "no run ledger for the topic "
              + definition.raw().topic()
              + " in "
              + folder
              + ": what is in the raw topic is taken for what was sent");
    }
    return sum(List.copyOf(own.values()), offsets(own, partitions), notes);
  }

  /** What is known of the process that writes a journal. */
  private static String state(RunLedger journal) {
    Optional<RecordedProcess> process = RecordedProcess.of(journal.settings());
    if (process.isEmpty()) {
      return " goes on or was killed";
    }
    return process.get().hasEnded()
        ? " was killed"
        : process.get().isRunning()
            ? " goes on"
            : " goes on or was killed on " + process.get().host();
  }

  /** Reads all journals anew from the next call on. */
  public void forgetJournals() {
    journals.clear();
  }

  private LedgerOffsets offsets(SortedMap<Path, RunLedger> own, int partitions) {
    return LedgerOffsets.of(
        own,
        own.keySet().stream().filter(RunJournals::isJournal).toList(),
        partitions,
        definition.aggregated().deduplicate() && own.size() > 1);
  }

  /** The run that ended last should have closed its windows in every partition. */
  private static void noteOpenWindows(
      SortedMap<Path, RunLedger> ledgers, int partitions, List<String> notes) {
    ledgers.entrySet().stream()
        .filter(run -> !run.getValue().windows().isEmpty())
        .max(Comparator.comparing(run -> Instant.parse(run.getValue().endedAt())))
        .filter(run -> run.getValue().heartbeats() < partitions)
        .ifPresent(
            run ->
                notes.add(
                    "the run of "
                        + run.getKey()
                        + " sent its closing heartbeat to "
                        + run.getValue().heartbeats()
                        + " of "
                        + HumanFormat.count(partitions, "partition")
                        + ": windows at the end may stay open until './tidemark close-windows' or the"
                        + " next run of './tidemark generate'"));
  }

  private SentReadings sum(List<RunLedger> ledgers, LedgerOffsets offsets, List<String> notes) {
    SortedMap<Integer, Long> partitions = new TreeMap<>();
    for (RunLedger ledger : ledgers) {
      for (RunLedger.PartitionEntry entry : ledger.partitions()) {
        partitions.merge(entry.partition(), entry.readings(), Long::sum);
      }
    }
    SentReadings.Totals totals =
        new SentReadings.Totals(
            total(ledgers, RunLedger::sent),
            total(ledgers, ledger -> ledger.faults().dead()),
            total(ledgers, ledger -> ledger.faults().duplicated()),
            total(ledgers, RunLedger::filtered),
            total(ledgers, RunLedger::failed));
    StationCount count =
        count(totals.sent(), ledgers.stream().flatMap(one -> one.windows().stream()));
    return new SentReadings(
        ledgers.size(),
        count,
        count.readings(),
        totals,
        partitions,
        UnknownReadings.of(
            ledgers.stream().map(RunLedger::unknown).toList(), entries -> count(0, entries)),
        new ClosingHeartbeats(ledgers.stream().map(RunLedgers::heartbeats).toList()),
        offsets,
        notes);
  }

  private StationCount count(long readings, Stream<RunLedger.WindowEntry> entries) {
    SortedMap<Long, Long> panes = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> sums = new HashMap<>();
    entries.forEach(
        entry -> {
          long start = Instant.parse(entry.windowStart()).toEpochMilli();
          panes.merge(start, entry.readings(), Long::sum);
          Map<String, BigDecimal> fields = sums.computeIfAbsent(start, ignored -> new HashMap<>());
          entry.sums().forEach((field, sum) -> fields.merge(field, sum, BigDecimal::add));
        });
    return StationCount.ofPanes(definition.aggregated(), readings, panes, sums);
  }

  private static ClosingHeartbeats.Run heartbeats(RunLedger ledger) {
    Map<Integer, Long> lastOffsets = new HashMap<>();
    ledger.partitions().forEach(entry -> lastOffsets.put(entry.partition(), entry.lastOffset()));
    return new ClosingHeartbeats.Run(ledger.heartbeats(), lastOffsets);
  }

  private static long total(List<RunLedger> ledgers, ToLongFunction<RunLedger> number) {
    return ledgers.stream().mapToLong(number).sum();
  }

  private List<Path> files() {
    try {
      List<Path> files = RunJournals.withLedgers(folder);
      files.removeIf(
          file -> RunJournals.isJournal(file) && Files.exists(RunJournals.ledgerOf(file)));
      return files;
    } catch (IOException e) {
      throw new UserError("cannot list the run ledgers in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Null for the journal of a run that was killed before its first line. */
  private RunLedger read(Path file) {
    if (!RunJournals.isJournal(file)) {
      return check(file, RunLedger::read);
    }
    return journals.computeIfAbsent(
        file, journal -> check(journal, one -> LedgerJournal.read(one).orElse(null)));
  }

  private interface Format {
    RunLedger read(Path file) throws IOException;
  }

  private static RunLedger check(Path file, Format format) {
    try {
      RunLedger ledger = format.read(file);
      if (ledger == null) {
        return null;
      }
      if (ledger.windows() == null
          || ledger.partitions() == null
          || ledger.faults() == null
          || ledger.faults().malformed() == null) {
        throw new IOException("not a run ledger: it has no windows, partitions or faults");
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
    } catch (IOException | DateTimeException e) {
      throw new UserError(
          "cannot read the run ledger "
              + file
              + ": "
              + e.getMessage()
              + "; without it the audit cannot know what was sent: repair it or move it away",
          e);
    }
  }
}
