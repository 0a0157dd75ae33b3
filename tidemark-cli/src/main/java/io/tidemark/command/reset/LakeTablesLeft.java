package io.tidemark.command.reset;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The tables of a stream in a lake. */
record LakeTablesLeft(StreamDefinition definition, LakeCatalog catalog) {
  /**
   * A line for each table.
   *
   * @throws io.tidemark.cli.UserError when the catalog cannot be opened, or a table belongs to
   *     another stream
   */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (catalog.exists()) {
      try (LakeTables tables = new LakeTables(catalog.open())) {
        for (TableLayout layout : TableLayout.all(definition)) {
          tables
              .rows(layout)
              .ifPresent(
                  rows ->
                      lines.add(
                          "table "
                              + layout.fullName()
                              + " in "
                              + catalog
                              + ": "
                              + HumanFormat.count(rows, "row")));
        }
      }
    }
    return lines;
  }

  /** Drops the tables with their files. */
  void drop(Consumer<String> say) {
    if (catalog.exists()) {
      try (LakeTables tables = new LakeTables(catalog.open())) {
        for (TableLayout layout : TableLayout.all(definition)) {
          if (tables.drop(layout)) {
            say.accept("table " + layout.fullName() + ": dropped");
          }
        }
      }
    }
  }
}
