package io.tidemark.spark.archive;

import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;

/**
 * The clock of this machine beside the time of a table's last commit. Iceberg accepts no metadata
 * that is more than a minute older than the metadata before ({@code TableMetadata}).
 */
final class CommitClock {
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private CommitClock() {}

  /**
   * Checks that a commit would not be older than the last one.
   *
   * @throws RetryableException when the clock is behind it, which passes
   */
  static void requireNotBehind(Table table, Instant now) {
    Instant last =
        Instant.ofEpochMilli(
            ((HasTableOperations) table).operations().current().lastUpdatedMillis());
    if (now.plus(TOLERANCE).isBefore(last)) {
      throw new RetryableException(
          "the clock of this machine is at "
              + now.truncatedTo(ChronoUnit.SECONDS)
              + ", behind the last commit of "
              + table.name()
              + ", "
              + last.truncatedTo(ChronoUnit.SECONDS)
              + ": Iceberg takes no commit before that time; set the clock");
    }
  }
}
