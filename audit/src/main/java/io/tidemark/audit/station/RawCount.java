package io.tidemark.audit.station;

import io.tidemark.kafka.RefusalReasons;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the raw topic has. Its readings are those that the windows should count, dead ones,
 * duplicates and filtered ones.
 *
 * @param countable the readings that the windows should count; {@code rows} are all readings
 * @param uncounted dead readings that have a window all the same, duplicates and filtered ones, by
 *     start of the window: Druid's raw datasource has them too
 * @param skipped readings that Druid's raw datasource was made to skip, by start of the window
 * @param duplicates readings that are equal to an earlier one, when the definition deduplicates
 * @param filtered readings that do not fulfil the definition's condition
 * @param partitions those that have records
 * @param afterJournals what follows the journals of the runs
 * @param repeatedByRuns readings that are the first of their kind in their run but not in the
 *     topic, when the definition deduplicates: ledgers of several runs have them
 * @param begins the first offset that was not deleted when the topic was first read, by partition
 */
public record RawCount(
    StationCount countable,
    SortedMap<Long, Long> uncounted,
    SortedMap<Long, Long> skipped,
    Arrival arrival,
    Dead dead,
    long duplicates,
    long filtered,
    List<Partition> partitions,
    AfterJournals afterJournals,
    StationCount repeatedByRuns,
    Map<Integer, Long> begins) {

  /**
   * When the readings arrived.
   *
   * @param bound which of the next two says how many readings of a window can have been late, at
   *     most
   * @param global how many readings of a window are behind what arrived before them, by its start
   * @param partitions how many are behind what is before them in their own partition
   * @param watermark where the watermark is, at most; epoch milliseconds
   * @param sendTimes whether the topic keeps the time at which a record was sent, not that of
   *     arrival
   */
  public record Arrival(
      WatermarkBound bound,
      SortedMap<Long, Long> global,
      SortedMap<Long, Long> partitions,
      long watermark,
      Lateness lateness,
      boolean sendTimes) {

    /** How many readings of a window can have been late, at most, by its start. */
    public SortedMap<Long, Long> behind() {
      return behind(bound);
    }

    /** The same by one of the bounds. */
    public SortedMap<Long, Long> behind(WatermarkBound by) {
      return by == WatermarkBound.GLOBAL ? global : partitions;
    }
  }

  /**
   * Readings that no window counts, and their dead letters.
   *
   * @param readings those that are malformed, have an impossible event time or a dead letter
   * @param letters dead letters of this topic, each as often as it was written
   * @param withoutLetter the readings among them that have no dead letter
   * @param strayLetters dead letters for records that are not there or are not those in the letter
   * @param takenBack readings that were counted until their letter came
   * @param reasons the commonest reasons in the letters, each letter once
   * @param windows those that have a window all the same, by its start
   * @param doubtful those of {@code windows} of which only the letter says that they are dead: the
   *     audit would count them
   */
  public record Dead(
      long readings,
      long letters,
      FlawedRecords withoutLetter,
      long strayLetters,
      long takenBack,
      List<RefusalReasons.Reason> reasons,
      SortedMap<Long, Long> windows,
      SortedMap<Long, Long> doubtful) {
    public Dead {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * The readings that follow the last entries of the journals, which no ledger has.
   *
   * @param countable those that the windows should count
   * @param dead those that are dead
   * @param filtered those that do not fulfil the definition's condition
   * @param partitions how many there are by partition, duplicates included
   * @param journals how many there are by journal
   */
  public record AfterJournals(
      StationCount countable,
      long dead,
      long filtered,
      SortedMap<Integer, Long> partitions,
      SortedMap<Path, Long> journals) {
    /** Nothing follows a journal. */
    public static final AfterJournals NONE =
        new AfterJournals(StationCount.NOTHING, 0, 0, new TreeMap<>(), new TreeMap<>());

    /** All of them. */
    public long readings() {
      return journals.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * What a partition has.
   *
   * @param first the first record's offset
   * @param last the last record's
   * @param readings dead ones and duplicates included
   */
  public record Partition(
      int partition, long first, long last, long readings, long heartbeats, long dead) {}

  public RawCount {
    partitions = List.copyOf(partitions);
    begins = Map.copyOf(begins);
  }

  /** All readings, of all windows and of none. */
  public long readings() {
    return partitions.stream().mapToLong(Partition::readings).sum();
  }

  /** The same with the counts of some windows; everything else stays that of all. */
  public RawCount within(WindowRange range) {
    return new RawCount(
        countable.within(range),
        range.of(uncounted),
        range.of(skipped),
        new Arrival(
            arrival.bound,
            range.of(arrival.global),
            range.of(arrival.partitions),
            arrival.watermark,
            arrival.lateness,
            arrival.sendTimes),
        new Dead(
            dead.readings,
            dead.letters,
            dead.withoutLetter,
            dead.strayLetters,
            dead.takenBack,
            dead.reasons,
            range.of(dead.windows),
            range.of(dead.doubtful)),
        duplicates,
        filtered,
        partitions,
        afterJournals,
        repeatedByRuns,
        begins);
  }

  /** How many of a hundred readings are dead; 0 without readings. */
  public double deadPercent() {
    return readings() == 0 ? 0 : 100.0 * dead.readings() / readings();
  }

  /** Heartbeats, which are no readings. */
  public long heartbeats() {
    return partitions.stream().mapToLong(Partition::heartbeats).sum();
  }

  /** Readings of a window that can have been late, at most. */
  public long behind(long window) {
    return arrival.behind().getOrDefault(window, 0L);
  }

  /** The same by one of the bounds. */
  public long behind(long window, WatermarkBound by) {
    return arrival.behind(by).getOrDefault(window, 0L);
  }

  /** Readings of a window that Druid's raw datasource was made to skip. */
  public long skipped(long window) {
    return skipped.getOrDefault(window, 0L);
  }

  /** Readings with the time of a window that it should not count. */
  public long uncounted(long window) {
    return uncounted.getOrDefault(window, 0L);
  }

  /**
   * All readings with a window, without some of those that no window counts.
   *
   * @param without some of {@link #uncounted}, by the window's start
   * @param overlap of how many windows each reading is a part
   */
  public long readingsWithout(SortedMap<Long, Long> without, int overlap) {
    return countable.readings() + (sum(uncounted) - sum(without)) / overlap;
  }

  private static long sum(SortedMap<Long, Long> windows) {
    return windows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Dead readings with the time of a window. */
  public long dead(long window) {
    return dead.windows().getOrDefault(window, 0L);
  }

  /** Those among them of which only the dead letter says that they are dead. */
  public long doubtful(long window) {
    return dead.doubtful().getOrDefault(window, 0L);
  }
}
