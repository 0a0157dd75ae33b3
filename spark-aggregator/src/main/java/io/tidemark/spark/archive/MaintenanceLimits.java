package io.tidemark.spark.archive;

import java.time.Duration;

/**
 * What maintenance leaves alone.
 *
 * @param compactAfter a partition is compacted when the newest event time is later than its end by
 *     this
 * @param keepSnapshots the age of snapshots that readers may still use
 * @param keepOrphans the age of files that a program may still be about to commit
 */
public record MaintenanceLimits(
    Duration compactAfter, Duration keepSnapshots, Duration keepOrphans) {}
