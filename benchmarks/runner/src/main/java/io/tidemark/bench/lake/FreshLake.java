package io.tidemark.bench.lake;

import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.FileTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Snapshot;

/** A lake in a folder, with its catalog on SQLite, and in it the table of a stream's readings. */
record FreshLake(Path folder, TableLayout layout) {
  /**
   * What is in the table.
   *
   * @param bytes of its data files
   * @param lastCommit null before the first
   */
  record Content(long rows, long bytes, long files, Instant lastCommit) {}

  /** Replaces what is in the folder by a lake with an empty table. */
  static FreshLake create(Path folder, StreamDefinition definition) throws IOException {
    FileTrees.delete(folder);
    FreshLake lake = new FreshLake(folder, TableLayout.readings(definition));
    try (LakeTables tables = lake.open()) {
      tables.prepare(lake.layout(), gone -> {});
    }
    return lake;
  }

  /** The settings of its catalog with Iceberg's own access to files. */
  Map<String, String> stockCatalog() {
    Map<String, String> properties = new TreeMap<>(LakeCatalog.inFolder(folder).properties());
    properties.remove(CatalogProperties.FILE_IO_IMPL);
    return properties;
  }

  /** The name of the table in the catalog. */
  String table() {
    return layout.identifier().toString();
  }

  Path catalogFile() {
    return folder.resolve("catalog.db");
  }

  Content content() {
    try (LakeTables tables = open()) {
      Snapshot now = tables.find(layout).orElseThrow().currentSnapshot();
      return now == null
          ? new Content(0, 0, 0, null)
          : new Content(
              total(now, "total-records"),
              total(now, "total-files-size"),
              total(now, "total-data-files"),
              Instant.ofEpochMilli(now.timestampMillis()));
    }
  }

  private LakeTables open() {
    return new LakeTables(LakeCatalog.inFolder(folder).open());
  }

  private static long total(Snapshot snapshot, String name) {
    return Long.parseLong(snapshot.summary().get(name));
  }
}
