package io.tidemark.spark.archive;

import io.tidemark.lake.LakeOption;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Prints the rows of a stream's tables, one a line: the table, then {@code column=value}. A program
 * for integration tests, which have no Iceberg on their class path.
 */
public final class TableDump {
  private TableDump() {}

  /**
   * @param args the lake's folder and the file of the definition
   */
  public static void main(String[] args) throws IOException {
    StreamDefinition definition = DefinitionReader.read(Path.of(args[1]));
    try (LakeTables tables =
        new LakeTables(new LakeOption(Path.of(args[0])).catalog().openExisting())) {
      for (TableLayout layout : TableLayout.all(definition)) {
        Table table = tables.find(layout).orElseThrow();
        List<String> columns = table.schema().columns().stream().map(NestedField::name).toList();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
          for (Record row : rows) {
            List<String> values = new ArrayList<>(List.of(layout.table()));
            columns.forEach(column -> values.add(column + "=" + row.getField(column)));
            System.out.println(String.join(" ", values));
          }
        }
      }
    }
  }
}
