package io.tidemark.audit.topic;

import io.tidemark.audit.station.RawCount;
import io.tidemark.kafka.RefusalReasons;
import io.tidemark.kafka.TopicReader.Progress;
import io.tidemark.model.ledger.PaneTotals;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What an audit that held has counted of a stream's topics, up to known offsets, so that the next
 * one can count on. Windows and panes are named by their start, and all times are in epoch
 * milliseconds.
 */
public record TopicCounts(Raw raw, Aggregated aggregated, DeadLetters deadLetters) {
  /**
   * The raw topic.
   *
   * @param begins the first offset that was not deleted when the topic was first read, by partition
   * @param panes the readings that the windows should count, by pane
   * @param uncounted as in {@link RawCount}; so are the next ones
   * @param dead readings with a window that are dead
   * @param sendTimes whether the topic keeps the time at which a record was sent
   */
  public record Raw(
      Progress progress,
      Map<Integer, Long> begins,
      List<RawCount.Partition> partitions,
      SortedMap<Long, PaneTotals.Totals> panes,
      SortedMap<Long, Long> uncounted,
      SortedMap<Long, Long> skipped,
      SortedMap<Long, Long> dead,
      SortedMap<Long, Long> doubtful,
      long takenBack,
      long filtered,
      boolean sendTimes,
      Bound bound,
      Lateness lateness) {}

  /**
   * {@link LateReadingsBound}.
   *
   * @param others null while there are none
   */
  public record Bound(
      List<PartitionBound> partitions, SortedMap<Long, Long> behind, Arrival all, Arrival others) {}

  /** One partition of {@link LateReadingsBound}. */
  public record PartitionBound(long greatest, long lastTimed, boolean global) {}

  /** {@link ArrivalBound}. */
  public record Arrival(
      SortedMap<Long, Long> behind, long greatest, long arrived, Map<Long, Long> undecided) {}

  /**
   * {@link LatenessDistribution}.
   *
   * @param partitions the greatest event time of each
   * @param behind the counters of a {@link ValueHistogram} that are not 0, by their place
   * @param delays the same
   */
  public record Lateness(
      Map<Integer, Long> partitions,
      SortedMap<Integer, Long> behind,
      SortedMap<Integer, Long> delays,
      long inOrder,
      long max,
      long timestamp,
      long greatestBefore,
      long greatest) {}

  /**
   * The aggregated topic.
   *
   * @param windows those that have rows
   */
  public record Aggregated(Progress progress, SortedMap<Long, Window> windows) {}

  /**
   * A window of the aggregated topic.
   *
   * @param sums by field
   */
  public record Window(long readings, long rows, Map<String, BigDecimal> sums) {}

  /**
   * The dead-letter topic.
   *
   * @param records letters of the raw topic, each as often as it was written
   * @param letters the same, each once; the raw topic has the records of all
   * @param unreadable records that are no letters
   * @param reasons {@link RefusalReasons#byKind}
   */
  public record DeadLetters(
      Progress progress,
      long records,
      long letters,
      long unreadable,
      Map<String, RefusalReasons.Reason> reasons) {}
}
