package io.tidemark.spark;

import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.Durations;
import io.tidemark.spark.archive.MaintenanceLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of the maintenance of tables. */
final class MaintenanceOptions {
  /** A program that writes a file commits it within this time. */
  private static final Duration SHORTEST_FOR_ORPHANS = Duration.ofDays(1);

  @Option(
      names = "--compact-after",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description =
          "Compact an hour once the newest event time is later than its end by this (default:"
              + " ${DEFAULT-VALUE}).")
  Duration compactAfter;

  @Option(
      names = "--keep-snapshots",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description =
          "Keep older states of a table for this long; a query that takes longer fails (default:"
              + " ${DEFAULT-VALUE}).")
  Duration keepSnapshots;

  @Option(
      names = "--keep-orphans",
      paramLabel = "DURATION",
      defaultValue = "3d",
      description =
          "Keep files that no state of a table has for this long, at least 1d, because a program"
              + " may be about to commit them (default: ${DEFAULT-VALUE}).")
  Duration keepOrphans;

  /**
   * The limits of these options.
   *
   * @throws UsageError when files would be deleted that a program may be about to commit
   */
  MaintenanceLimits limits() {
    if (keepOrphans.compareTo(SHORTEST_FOR_ORPHANS) < 0) {
      throw new UsageError(
          "--keep-orphans: expected at least 1d, found " + Durations.format(keepOrphans));
    }
    return new MaintenanceLimits(compactAfter, keepSnapshots, keepOrphans);
  }
}
