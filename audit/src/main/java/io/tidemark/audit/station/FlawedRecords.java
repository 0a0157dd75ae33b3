package io.tidemark.audit.station;

import java.util.List;

/**
 * Records that are not as they should be.
 *
 * @param records how many there are
 * @param samples a few of them
 */
public record FlawedRecords(long records, List<Sample> samples) {
  /** Nothing of the kind. */
  public static final FlawedRecords NONE = new FlawedRecords(0, List.of());

  public FlawedRecords {
    samples = List.copyOf(samples);
  }

  /** One of them and what is wrong with it. */
  public record Sample(int partition, long offset, String reason) {}
}
