package io.tidemark.audit.station;

import java.util.Locale;

/** What is taken to have moved the watermark past a reading that is missing in its window. */
public enum WatermarkBound {
  /**
   * Event times of all partitions that arrived before the reading. It is a bound for every run of
   * the job: a partition that is read to its end does not hold the watermark back.
   */
  GLOBAL,

  /**
   * Event times before the reading in its own partition. It is a bound for a job that never had
   * read a partition to its end before the last record was there, such as one that caught up with a
   * full topic.
   */
  PARTITIONS;

  /** As in the option of the command. */
  public String option() {
    return "--watermark " + name().toLowerCase(Locale.ROOT);
  }
}
