package io.tidemark.backfill;

import io.tidemark.lake.ColumnStatistics;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Instant;
import java.util.Optional;

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
    TableLayout layout = TableLayout.windows(definition, topic);
    try (LakeTables tables = new LakeTables(catalog.openExisting())) {
      return tables
          .find(layout)
          .flatMap(table -> ColumnStatistics.latest(table, StreamDefinition.WINDOW_END));
    }
  }
}
