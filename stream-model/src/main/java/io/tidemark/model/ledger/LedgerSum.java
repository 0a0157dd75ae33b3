package io.tidemark.model.ledger;

import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import io.tidemark.model.ledger.RunLedger.Unknown;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sum of the parts of a run, or of several runs. A part costs what it has, not what the sum
 * has: a journal has a line a second, and the run may have windows of a year. What is not summed,
 * such as the settings, is of the first part. Not thread-safe.
 */
public final class LedgerSum {
  /** The sum of the entries of a window. */
  private static final class Window {
    private final String start;
    private final Map<String, BigDecimal> sums = new LinkedHashMap<>();
    private long readings;

    private Window(String start) {
      this.start = start;
    }

    private void add(WindowEntry entry) {
      readings += entry.readings();
      entry.sums().forEach((field, sum) -> sums.merge(field, sum, BigDecimal::add));
    }

    private WindowEntry entry() {
      return new WindowEntry(start, readings, sums);
    }
  }

  private final RunLedger first;
  private final SortedMap<Integer, PartitionEntry> partitions = new TreeMap<>();
  private final SortedMap<Instant, Window> windows = new TreeMap<>();
  private final SortedMap<Integer, Long> unknownPartitions = new TreeMap<>();
  private final SortedMap<Instant, Window> unknownWindows = new TreeMap<>();
  private RunLedger.Faults faults = RunLedger.Faults.NONE;
  private RunLedger last;
  private long sent;
  private long failed;
  private long heartbeats;
  private long filtered;
  private long unknown;
  private long unknownDead;
  private long unknownFiltered;

  /**
   * @param first the first part of the run
   */
  public LedgerSum(RunLedger first) {
    this.first = first;
    add(first);
  }

  /**
   * Adds a part.
   *
   * @param part what came after the parts before
   */
  public LedgerSum add(RunLedger part) {
    last = part;
    sent += part.sent();
    failed += part.failed();
    heartbeats += part.heartbeats();
    filtered += part.filtered();
    faults = faults.plus(part.faults());
    part.partitions().forEach(one -> partitions.merge(one.partition(), one, PartitionEntry::plus));
    add(part.windows(), windows);
    unknown += part.unknown().readings();
    unknownDead += part.unknown().dead();
    unknownFiltered += part.unknown().filtered();
    part.unknown()
        .partitions()
        .forEach((one, count) -> unknownPartitions.merge(one, count, Long::sum));
    add(part.unknown().windows(), unknownWindows);
    return this;
  }

  private static void add(List<WindowEntry> entries, SortedMap<Instant, Window> windows) {
    for (WindowEntry entry : entries) {
      String start = entry.windowStart();
      windows.computeIfAbsent(Instant.parse(start), ignored -> new Window(start)).add(entry);
    }
  }

  /** The ledger of all parts. */
  public RunLedger ledger() {
    return new RunLedger(
        first.stream(),
        first.topic(),
        first.topicId(),
        first.startedAt(),
        last.endedAt(),
        first.settings(),
        last.interrupted(),
        sent,
        failed,
        new Unknown(
            unknown, unknownDead, unknownFiltered, unknownPartitions, entries(unknownWindows)),
        heartbeats,
        faults,
        filtered,
        List.copyOf(partitions.values()),
        entries(windows));
  }

  private static List<WindowEntry> entries(SortedMap<Instant, Window> windows) {
    return windows.values().stream().map(Window::entry).toList();
  }
}
