package io.tidemark.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedWindowEndTest {
  private static final StreamDefinition DEFINITION =
      DefinitionReader.read(Path.of("../streams/sensor-data.yaml"));
  private static final String TOPIC = DEFINITION.aggregated().topic();
  private static final int WINDOW_END = 2;

  @TempDir Path folder;

  @Test
  void theLatestEndIsThatOfAllFiles() {
    LakeCatalog catalog = LakeCatalog.inFolder(folder);
    try (LakeTables tables = new LakeTables(catalog.open())) {
      Table table = tables.prepare(TableLayout.windows(DEFINITION).get(0), line -> {});
      assertThat(ArchivedWindowEnd.latest(catalog, DEFINITION, TOPIC)).isEmpty();
      add(table, "2026-03-10T12:02:00Z");
      add(table, "2026-03-10T11:59:00Z");
    }
    assertThat(ArchivedWindowEnd.latest(catalog, DEFINITION, TOPIC))
        .contains(Instant.parse("2026-03-10T12:02:00Z"));
  }

  @Test
  void aLakeWithoutTheTableHasNoneAndNoLakeIsRefused() {
    LakeCatalog catalog = LakeCatalog.inFolder(folder);
    assertThatThrownBy(() -> ArchivedWindowEnd.latest(catalog, DEFINITION, TOPIC))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no lake in");
    new LakeTables(catalog.open()).close();
    assertThat(ArchivedWindowEnd.latest(catalog, DEFINITION, TOPIC)).isEmpty();
  }

  /** Adds a file by its statistics; it is never read. */
  private static void add(Table table, String end) {
    ByteBuffer bound =
        Conversions.toByteBuffer(
            Types.TimestampType.withZone(), Instant.parse(end).toEpochMilli() * 1000);
    assertThat(table.schema().findField(WINDOW_END).name()).isEqualTo(StreamDefinition.WINDOW_END);
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(table.location() + "/" + end.hashCode() + ".parquet")
                .withFileSizeInBytes(1)
                .withPartitionPath("window_start_day=2026-03-10")
                .withMetrics(
                    new Metrics(1L, null, null, null, null, null, Map.of(WINDOW_END, bound)))
                .build())
        .commit();
  }
}
