package io.tidemark.spark.watermark;

import io.tidemark.spark.checkpoint.Checkpoint;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.common.TopicPartition;

/**
 * The watermark of a query over one topic: the least, over all partitions with unread records when
 * an epoch is planned, of the greatest event time read from each, minus the delay. So a reading
 * that is in order within its partition is never late, however unevenly partitions are read. A
 * partition that is read to its end does not hold the watermark back; if all are, the greatest
 * event time of any counts, as in Spark. Neither does a partition whose last records are all dead,
 * if they are many.
 *
 * <p>What was read is kept in the checkpoint with each epoch, before Spark takes the epoch for
 * written. A partition of which nothing is known, as after an earlier release, leaves the watermark
 * where it is until an epoch reads it.
 */
public final class PartitionWatermark implements AutoCloseable {
  /** The option of a source or sink that names the watermark: {@link #id}. */
  public static final String OPTION = "watermark";

  private static final Map<String, PartitionWatermark> OPEN = new ConcurrentHashMap<>();

  private final String id;
  private final WatermarkFile file;
  private final PartitionEventTimes times;
  private final long delay;
  private final long shift;
  private final Function<Set<TopicPartition>, Map<TopicPartition, Long>> topicEnds;

  /** What was read before this run, and what is kept. */
  private final Map<Integer, PartitionTimes> earlier = new HashMap<>();

  /** Of the last epoch, in Spark's milliseconds; nothing if it is not known. */
  private OptionalLong last = OptionalLong.empty();

  /** The last epoch that the file has; null before the first. */
  private WatermarkFile.Epoch written;

  /** The one before it; null before the second. */
  private WatermarkFile.Epoch before;

  private PartitionWatermark(
      String id,
      WatermarkFile file,
      OptionalLong committed,
      PartitionEventTimes times,
      long delay,
      long shift,
      Function<Set<TopicPartition>, Map<TopicPartition, Long>> topicEnds) {
    this.id = id;
    this.file = file;
    this.times = times;
    this.delay = delay;
    this.shift = shift;
    this.topicEnds = topicEnds;
    if (committed.isPresent()) {
      file.read().epochs().stream()
          .filter(one -> one.epoch() <= committed.getAsLong())
          .max(Comparator.comparingLong(WatermarkFile.Epoch::epoch))
          .ifPresent(this::goOn);
    }
  }

  private void goOn(WatermarkFile.Epoch epoch) {
    written = epoch;
    last = OptionalLong.of(epoch.watermark());
    earlier.putAll(epoch.partitions());
  }

  /**
   * Opens the watermark of a checkpoint. At most one can be open for a checkpoint.
   *
   * @param times what the tasks of the query report to, registered with the session
   * @param delay of the watermark, milliseconds
   * @param shift from event times to Spark's, milliseconds
   * @param topicEnds the offsets after the last record of partitions, uncommitted ones too; those
   *     that it leaves out count as unread
   * @throws io.tidemark.cli.UserError when the checkpoint's file cannot be read
   */
  public static PartitionWatermark open(
      Checkpoint checkpoint,
      Configuration hadoop,
      PartitionEventTimes times,
      long delay,
      long shift,
      Function<Set<TopicPartition>, Map<TopicPartition, Long>> topicEnds) {
    PartitionWatermark opened =
        new PartitionWatermark(
            checkpoint.query(),
            new WatermarkFile(checkpoint.folder(), hadoop),
            checkpoint.committedEpoch(hadoop),
            times,
            delay,
            shift,
            topicEnds);
    OPEN.put(opened.id, opened);
    return opened;
  }

  /**
   * @param id the value of {@link #OPTION}; null for none
   * @return null without one
   */
  public static PartitionWatermark of(String id) {
    return id == null ? null : OPEN.get(id);
  }

  /** The value of {@link #OPTION}. */
  public String id() {
    return id;
  }

  /** The delay of the watermark, milliseconds. */
  public long delay() {
    return delay;
  }

  /**
   * The greatest event time that was read from a partition, epoch milliseconds; {@link
   * Long#MIN_VALUE} before the first.
   */
  public long greatest(TopicPartition partition) {
    return read(partition).greatest();
  }

  private PartitionTimes read(TopicPartition partition) {
    return times
        .value()
        .getOrDefault(partition.partition(), PartitionTimes.NONE)
        .merge(earlier.getOrDefault(partition.partition(), PartitionTimes.NONE));
  }

  /**
   * Sets the watermark of the epoch that Spark plans, in the thread of the query.
   *
   * @param read the offset after the last record that was read, of each partition
   * @return whether the watermark moves
   */
  public synchronized boolean plan(Map<TopicPartition, Long> read) {
    long before = last.orElseGet(QueryWatermark::get);
    long next = next(before, read);
    last = OptionalLong.of(next);
    QueryWatermark.set(next);
    return next > before;
  }

  /** The watermark of the next epoch, at least that of the one before. */
  long next(long before, Map<TopicPartition, Long> read) {
    Map<TopicPartition, Long> ends = topicEnds.apply(read.keySet());
    Collection<PartitionTimes> unread =
        read.entrySet().stream()
            .filter(one -> ends.getOrDefault(one.getKey(), Long.MAX_VALUE) > one.getValue())
            .map(one -> read(one.getKey()))
            .filter(partition -> !partition.lacksTimes())
            .toList();
    long time =
        unread.isEmpty()
            ? read.keySet().stream().mapToLong(this::greatest).max().orElse(Long.MIN_VALUE)
            : unread.stream().mapToLong(PartitionTimes::greatest).min().orElseThrow();
    return time == Long.MIN_VALUE ? before : Math.max(before, time + shift - delay);
  }

  /**
   * Keeps what was read until the end of an epoch, before Spark takes the epoch for written; in the
   * thread of the query.
   */
  public void commit(long epoch) {
    // an epoch that is executed again was planned by another run
    commit(epoch, QueryWatermark.get());
  }

  synchronized void commit(long epoch, long at) {
    last = OptionalLong.of(at);
    times.value().forEach((partition, now) -> earlier.merge(partition, now, PartitionTimes::merge));
    WatermarkFile.Epoch now = new WatermarkFile.Epoch(epoch, at, Map.copyOf(earlier));
    if (written == null || written.epoch() != epoch) {
      before = written;
    }
    written = now;
    file.write(new WatermarkFile.Content(before == null ? List.of(now) : List.of(before, now)));
  }

  /** The watermark of the last epoch, in Spark's milliseconds; nothing if it is not known. */
  public OptionalLong last() {
    return last;
  }

  @Override
  public void close() {
    OPEN.remove(id, this);
  }
}
