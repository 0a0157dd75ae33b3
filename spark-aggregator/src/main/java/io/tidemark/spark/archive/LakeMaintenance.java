package io.tidemark.spark.archive;

import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;

/** Maintains all tables that a stream has. */
public final class LakeMaintenance {
  private LakeMaintenance() {}

  /**
   * Maintains one table after the other.
   *
   * @param say receives a line for each
   * @throws UserError when the stream has no table yet
   */
  public static void run(
      SparkSession spark,
      LakeCatalog catalog,
      StreamDefinition definition,
      MaintenanceLimits limits,
      Consumer<String> say) {
    try (LakeTables tables = new LakeTables(catalog.openExisting())) {
      List<Table> found =
          TableLayout.all(definition).stream().map(tables::find).flatMap(Optional::stream).toList();
      if (found.isEmpty()) {
        throw new UserError(
            catalog
                + " has no table of "
                + definition.name()
                + " yet: './tidemark aggregate archive' writes them");
      }
      for (Table table : found) {
        say.accept(new TableMaintenance(spark, table, limits).run(Instant.now()));
      }
    }
  }
}
