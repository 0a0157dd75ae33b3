package io.tidemark.audit.station;

import java.util.List;
import java.util.Map;

/**
 * The heartbeats with which the runs of a topic closed its windows, as the broker acknowledged
 * them.
 */
public record ClosingHeartbeats(List<Run> runs) {
  /** No run. */
  public static final ClosingHeartbeats NONE = new ClosingHeartbeats(List.of());

  /**
   * The heartbeats of a run, at most one in each partition, where it is the run's last record.
   *
   * @param acknowledged how many there are
   * @param lastOffsets the offset of the run's last record by partition
   */
  public record Run(long acknowledged, Map<Integer, Long> lastOffsets) {
    public Run {
      lastOffsets = Map.copyOf(lastOffsets);
    }

    /**
     * The ledger has only their number, so each partition whose end is deleted may have had one.
     */
    private long leastAfter(Map<Integer, Long> begins) {
      long deleted =
          lastOffsets.entrySet().stream()
              .filter(last -> last.getValue() < begins.getOrDefault(last.getKey(), 0L))
              .count();
      return Math.max(0, acknowledged - deleted);
    }
  }

  public ClosingHeartbeats {
    runs = List.copyOf(runs);
  }

  /** All that the broker acknowledged. */
  public long acknowledged() {
    return runs.stream().mapToLong(Run::acknowledged).sum();
  }

  /**
   * How many the topic must have, after its retention has deleted the beginning.
   *
   * @param begins the first offset that was not deleted by partition; 0 for one that is missing
   */
  public long leastAfter(Map<Integer, Long> begins) {
    return runs.stream().mapToLong(run -> run.leastAfter(begins)).sum();
  }
}
