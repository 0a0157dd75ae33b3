package io.tidemark.backfill;

import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** The end of the archived windows, where the aggregated topic has no windows any more. */
final class ArchivedWindowEnd {
  private ArchivedWindowEnd() {}

  /**
   * The end of the latest archived window, from the statistics of the files; empty when none is
   * archived.
   *
   * @param definition with all kinds of windows
   * @param topic the aggregated topic
   * @throws io.tidemark.cli.UserError when the catalog cannot be opened
   */
  static Optional<Instant> latest(LakeCatalog catalog, StreamDefinition definition, String topic) {
    TableLayout layout =
        TableLayout.windows(definition).get(definition.aggregatedTopics().indexOf(topic));
    try (LakeTables tables = new LakeTables(catalog.openExisting())) {
      return tables.find(layout).flatMap(ArchivedWindowEnd::latest);
    }
  }

  private static Optional<Instant> latest(Table table) {
    int column = table.schema().findField(StreamDefinition.WINDOW_END).fieldId();
    Long latest = null;
    try (CloseableIterable<FileScanTask> files =
        table.newScan().includeColumnStats(List.of(StreamDefinition.WINDOW_END)).planFiles()) {
      for (FileScanTask task : files) {
        ByteBuffer bound = task.file().upperBounds().get(column);
        Long end = Conversions.fromByteBuffer(Types.TimestampType.withZone(), bound);
        latest = latest == null ? end : Long.valueOf(Math.max(latest, end));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.ofNullable(latest).map(end -> Instant.EPOCH.plus(end, ChronoUnit.MICROS));
  }
}
