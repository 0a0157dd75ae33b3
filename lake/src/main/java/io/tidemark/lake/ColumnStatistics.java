package io.tidemark.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** What the manifests say of a column, without a look into the data files. */
public final class ColumnStatistics {
  private ColumnStatistics() {}

  /**
   * The latest time in a column of the current snapshot; empty without rows.
   *
   * @param column a timestamp with time zone that has a value in each row
   */
  public static Optional<Instant> latest(Table table, String column) {
    int id = table.schema().findField(column).fieldId();
    Long latest = null;
    try (CloseableIterable<FileScanTask> files =
        table.newScan().includeColumnStats(List.of(column)).planFiles()) {
      for (FileScanTask task : files) {
        Long last =
            Conversions.fromByteBuffer(
                Types.TimestampType.withZone(), task.file().upperBounds().get(id));
        latest = latest == null ? last : Long.valueOf(Math.max(latest, last));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.ofNullable(latest).map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
