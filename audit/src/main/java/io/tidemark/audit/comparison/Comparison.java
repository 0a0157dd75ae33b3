package io.tidemark.audit.comparison;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.WatermarkBound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;

/**
 * What the stations have, compared with what was sent. Windows are named by their start in epoch
 * milliseconds.
 */
public final class Comparison {
  private static final int MOST_DEAD_PERCENT = 50;

  private final PipelineSnapshot snapshot;
  private final Expectation expected;

  /** The first station that holds windows: what the aggregation has written. */
  private final Station written;

  /** The last station that holds windows. */
  private final Station end;

  private final SortedSet<Long> windows = new TreeSet<>();
  private final List<PartitionCheck> partitions;
  private final List<Problem> problems;

  private Comparison(PipelineSnapshot snapshot) {
    this.snapshot = snapshot;
    expected = snapshot.expected();
    List<Station> ofWindows = snapshot.stations().stream().filter(Station::holdsWindows).toList();
    written = ofWindows.get(0);
    end = ofWindows.get(ofWindows.size() - 1);
    for (Station station : snapshot.stations()) {
      windows.addAll(station.count().windows().keySet());
    }
    windows.addAll(expected.countable().windows().keySet());
    windows.addAll(expected.raw().uncounted().keySet());
    // where nothing counts and nothing is wrong there is nothing to show: a date in the far future
    windows.removeIf(window -> agrees(window) && expected.in(window) == 0);
    partitions = comparePartitions();
    problems = List.copyOf(new ProblemSearch(this).problems());
  }

  /**
   * Compares.
   *
   * @param snapshot has at least one station that holds windows
   */
  public static Comparison of(PipelineSnapshot snapshot) {
    return new Comparison(snapshot);
  }

  public PipelineSnapshot snapshot() {
    return snapshot;
  }

  public Expectation expected() {
    return expected;
  }

  /** Whether every reading is accounted for at every station. */
  public boolean holds() {
    return problems.isEmpty();
  }

  public List<Problem> problems() {
    return problems;
  }

  /** Every window that has readings to count at any station, in order of time. */
  public SortedSet<Long> windows() {
    return Collections.unmodifiableSortedSet(windows);
  }

  /** Whether every station has what it should of a window. */
  public boolean agrees(long window) {
    return snapshot.stations().stream()
        .allMatch(station -> station.difference(window, expected) == 0);
  }

  /** The partitions of the raw topic. */
  public List<PartitionCheck> partitions() {
    return partitions;
  }

  /** The station that holds what the aggregation has written: the first one that holds windows. */
  public Station written() {
    return written;
  }

  /** The end of the pipeline: the last station that holds windows. */
  public Station end() {
    return end;
  }

  /** Readings that a station has too many or, negative, that are missing. */
  public long difference(Station station) {
    long ofWindows = total(window -> station.difference(window, expected));
    return station
        .required(expected)
        .map(required -> station.readings() - required)
        .orElse(station.holdsWindows() ? ofWindows : ofWindows / expected.overlap());
  }

  /** Readings of all windows that a station lacks and that can have been late. */
  public long late(Station station) {
    return total(window -> expected.late(window, station.count()));
  }

  /** Readings of all windows that a station lacks because the windows are open. */
  public long open(Station station) {
    return total(window -> expected.open(window, station.count()));
  }

  /** How many windows with readings are open. */
  public long openWindows() {
    return total(window -> expected.open(window, written.count()) > 0 ? 1 : 0);
  }

  /** Whether so many readings are dead that the definition or the producer is likely wrong. */
  public boolean mostlyDead() {
    return expected.raw().deadPercent() > MOST_DEAD_PERCENT;
  }

  /** Readings of all windows that are not written and cannot have been late. */
  public long lost() {
    return total(window -> Math.max(0, expected.onTime(window) - written.count().in(window)));
  }

  /**
   * Readings of closed windows that the aggregation has not written and that only event times of
   * other partitions can have made late.
   */
  public long lateByOthers() {
    return total(
        window -> {
          long missing =
              expected.isOpen(window)
                  ? 0
                  : Math.max(0, expected.in(window) - written.count().in(window));
          return Math.min(missing, expected.raw().behind(window, WatermarkBound.GLOBAL))
              - Math.min(missing, expected.raw().behind(window, WatermarkBound.PARTITIONS));
        });
  }

  /** Where the readings went. */
  public Balance balance() {
    RawCount raw = expected.raw();
    // what no window counts is not known by window
    boolean all = expected.range().isAll();
    return new Balance(
        expected.all(),
        end.count().readings(),
        late(end),
        open(end),
        total(this::backfilled),
        all ? raw.dead().readings() : 0,
        all ? raw.duplicates() : 0,
        all ? raw.filtered() : 0,
        expected.overlap());
  }

  private long backfilled(long window) {
    return Math.max(0, expected.late(window, written.count()) - expected.late(window, end.count()));
  }

  /** The sum over all windows. */
  long total(LongUnaryOperator readings) {
    return windows.stream().mapToLong(Long::longValue).map(readings).sum();
  }

  private List<PartitionCheck> comparePartitions() {
    SortedMap<Integer, RawCount.Partition> found = new TreeMap<>();
    expected.raw().partitions().forEach(partition -> found.put(partition.partition(), partition));
    SortedMap<Integer, Long> sent = expected.sent().partitions();
    SortedSet<Integer> numbers = new TreeSet<>(found.keySet());
    numbers.addAll(sent.keySet());
    List<PartitionCheck> checks = new ArrayList<>();
    for (int number : numbers) {
      Long wanted = expected.hasLedger() ? sent.getOrDefault(number, 0L) : null;
      checks.add(check(number, wanted, found.get(number)));
    }
    return List.copyOf(checks);
  }

  private static PartitionCheck check(int number, Long sent, RawCount.Partition found) {
    if (found == null) {
      return new PartitionCheck(number, null, null, sent, 0, 0, 0, sent == null || sent == 0);
    }
    return new PartitionCheck(
        number,
        found.first(),
        found.last(),
        sent,
        found.readings(),
        found.heartbeats(),
        found.dead(),
        sent == null || sent == found.readings());
  }
}
