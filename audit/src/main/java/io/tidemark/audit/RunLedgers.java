package io.tidemark.audit;

import io.tidemark.cli.HumanFormat;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the run ledgers in a folder say was sent to a topic. */
final class RunLedgers {
  /**
   * The ledgers of one topic, added up.
   *
   * @param ledgers how many there are; with none the rest says nothing
   * @param count what the windows should count
   * @param sent all readings by the ledgers' totals
   * @param dead readings that must become dead letters
   * @param duplicated readings that are equal to an earlier one
   * @param filtered readings that do not fulfil the definition's condition
   * @param failed readings that could not be delivered
   * @param partitions readings by partition
   */
  record Sent(
      int ledgers,
      StationCount count,
      long sent,
      long dead,
      long duplicated,
      long filtered,
      long failed,
      SortedMap<Integer, Long> partitions,
      List<String> notes) {}

  private final Path folder;
  private final StreamDefinition definition;

  RunLedgers(Path folder, StreamDefinition definition) {
    this.folder = folder;
    this.definition = definition;
  }

  /**
   * Reads all ledgers that belong to the stream and to the topic of this id.
   *
   * @throws UserError when a file is no ledger
   */
  Sent of(String topicId) {
    List<String> notes = new ArrayList<>();
    List<RunLedger> own = new ArrayList<>();
    int earlier = 0;
    for (Path file : files()) {
      RunLedger ledger = read(file);
      if (!definition.name().equals(ledger.stream())) {
        continue;
      }
      if (topicId.equals(ledger.topicId())) {
        own.add(ledger);
        if (ledger.interrupted()) {
          notes.add("the run of " + file + " was interrupted; what it had sent is counted");
        }
      } else {
        earlier++;
      }
    }
    // with ledgers of its own nobody needs to know of those of topics that are gone
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
    return sum(own, notes);
  }

  private Sent sum(List<RunLedger> ledgers, List<String> notes) {
    SortedMap<Long, Long> panes = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> sums = new HashMap<>();
    for (RunLedger ledger : ledgers) {
      for (RunLedger.WindowEntry entry : ledger.windows()) {
        long start = Instant.parse(entry.windowStart()).toEpochMilli();
        panes.merge(start, entry.readings(), Long::sum);
        Map<String, BigDecimal> fields = sums.computeIfAbsent(start, ignored -> new HashMap<>());
        entry.sums().forEach((field, sum) -> fields.merge(field, sum, BigDecimal::add));
      }
    }
    SortedMap<Integer, Long> partitions = new TreeMap<>();
    for (RunLedger ledger : ledgers) {
      for (RunLedger.PartitionEntry entry : ledger.partitions()) {
        partitions.merge(entry.partition(), entry.readings(), Long::sum);
      }
    }
    long sent = ledgers.stream().mapToLong(RunLedger::sent).sum();
    return new Sent(
        ledgers.size(),
        StationCount.ofPanes(definition.aggregated(), sent, panes, sums),
        sent,
        ledgers.stream().mapToLong(ledger -> ledger.faults().dead()).sum(),
        ledgers.stream().mapToLong(ledger -> ledger.faults().duplicated()).sum(),
        ledgers.stream().mapToLong(RunLedger::filtered).sum(),
        ledgers.stream().mapToLong(RunLedger::failed).sum(),
        partitions,
        List.copyOf(notes));
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (!Files.exists(folder)) {
      return files;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
      found.forEach(files::add);
    } catch (IOException | UncheckedIOException e) {
      throw new UserError("cannot list the run ledgers in " + folder + ": " + e.getMessage(), e);
    }
    files.sort(null);
    return files;
  }

  private static RunLedger read(Path file) {
    try {
      RunLedger ledger = RunLedger.read(file);
      if (ledger.windows() == null
          || ledger.partitions() == null
          || ledger.faults() == null
          || ledger.faults().malformed() == null) {
        throw new IOException("not a run ledger: it has no windows, partitions or faults");
      }
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
              + "; without it the audit cannot know what was sent: mend it or move it away",
          e);
    }
  }
}
