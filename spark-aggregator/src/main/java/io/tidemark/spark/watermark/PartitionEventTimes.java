package io.tidemark.spark.watermark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Collects from the tasks what they read of each partition of the raw topic. A task that is
 * executed again changes nothing.
 */
public final class PartitionEventTimes
    extends AccumulatorV2<PartitionEventTimes.Read, Map<Integer, PartitionTimes>> {
  private static final long serialVersionUID = 1L;

  /** What a task read of a partition. */
  public record Read(int partition, PartitionTimes times) {}

  /**
   * On the driver, Spark's listener for its web pages reads it while results of tasks are merged.
   */
  private final ConcurrentHashMap<Integer, PartitionTimes> partitions = new ConcurrentHashMap<>();

  /** The records of one task, which come from few partitions, in the order of their offsets. */
  public final class Task {
    private int partition = -1;
    private long greatest;
    private long lastTimed;
    private long lastDead;

    private Task() {}

    /**
     * A reading or a heartbeat.
     *
     * @param time the event time, epoch milliseconds
     */
    public void add(int partition, long offset, long time) {
      begin(partition);
      lastTimed = offset;
      if (time > greatest) {
        greatest = time;
      }
    }

    /** A record without an event time that is possible. */
    public void addDead(int partition, long offset) {
      begin(partition);
      lastDead = offset;
    }

    private void begin(int next) {
      if (next != partition) {
        end();
        partition = next;
        greatest = PartitionTimes.NONE.greatest();
        lastTimed = PartitionTimes.NONE.lastTimed();
        lastDead = PartitionTimes.NONE.lastDead();
      }
    }

    /** Reports what was added; at the end of the task. */
    public void end() {
      if (partition >= 0) {
        PartitionEventTimes.this.add(
            new Read(partition, new PartitionTimes(greatest, lastTimed, lastDead)));
      }
    }
  }

  /** Begins a task. */
  public Task begin() {
    return new Task();
  }

  @Override
  public void add(Read read) {
    partitions.merge(read.partition(), read.times(), PartitionTimes::merge);
  }

  @Override
  public void merge(AccumulatorV2<Read, Map<Integer, PartitionTimes>> other) {
    other.value().forEach((partition, times) -> add(new Read(partition, times)));
  }

  @Override
  public boolean isZero() {
    return partitions.isEmpty();
  }

  @Override
  public void reset() {
    partitions.clear();
  }

  @Override
  public PartitionEventTimes copy() {
    PartitionEventTimes copy = new PartitionEventTimes();
    copy.partitions.putAll(partitions);
    return copy;
  }

  @Override
  public Map<Integer, PartitionTimes> value() {
    return partitions;
  }
}
