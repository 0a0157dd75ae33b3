package io.tidemark.lake.sql;

import static java.util.stream.Collectors.joining;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.lake.LocalFileIO;
import io.tidemark.lake.TableLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A table of the lake as a view for DuckDB: the files of one snapshot, whose columns are found by
 * field id, as Iceberg does. So a column that a file lacks has no value, and one that was widened
 * or renamed since is read as it is now.
 *
 * @param name of the view, which is that of the table
 * @param schema of the table now
 * @param exists whether there is such a table; otherwise the view has no rows
 * @param files of the snapshot, on this machine
 */
public record LakeView(String name, boolean exists, Schema schema, List<Path> files) {
  public LakeView {
    files = List.copyOf(files);
  }

  /** A view without rows, for a table that is not there yet. */
  public static LakeView empty(TableLayout layout) {
    return new LakeView(layout.table(), false, layout.schema(), List.of());
  }

  /**
   * The view of the table's current snapshot.
   *
   * @throws UserError when DuckDB cannot read it: rows are deleted by delete files, files are not
   *     Parquet or not on this machine, or the metadata cannot be read
   */
  public static LakeView of(TableLayout layout, Table table) {
    List<Path> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        files.add(file(layout, task));
      }
    } catch (IOException | RuntimeException e) {
      throw e instanceof UserError known
          ? known
          : new UserError(
              "cannot list the files of " + layout.fullName() + ": " + RootCause.line(e), e);
    }
    return new LakeView(layout.table(), true, table.schema(), files);
  }

  private static Path file(TableLayout layout, FileScanTask task) {
    String location = task.file().location();
    if (!task.deletes().isEmpty()) {
      throw refused(layout, "has delete files, of which this query would not know", location);
    }
    if (task.file().format() != FileFormat.PARQUET) {
      throw refused(layout, "has files that are not Parquet", location);
    }
    Path path = LocalFileIO.path(location);
    if (path == null) {
      throw refused(layout, "is not on this machine", location);
    }
    return path;
  }

  private static UserError refused(TableLayout layout, String why, String location) {
    return new UserError(
        layout.fullName()
            + " "
            + why
            + " ("
            + location
            + "): query it with Trino or Spark; './tidemark trino' starts a Trino");
  }

  /** The statement that creates the view. */
  String create() {
    return "CREATE VIEW " + quoted(name) + " AS " + (files.isEmpty() ? noRows() : rows());
  }

  private String rows() {
    String columns =
        schema.columns().stream()
            .map(
                field ->
                    "%d: {name: %s, type: %s, default_value: NULL}"
                        .formatted(field.fieldId(), text(field.name()), text(type(field))))
            .collect(joining(", "));
    // the folders of partitions look like columns
    return "SELECT * FROM read_parquet(["
        + files.stream().map(file -> text(file.toString())).collect(joining(", "))
        + "], hive_partitioning = false, schema = MAP {"
        + columns
        + "})";
  }

  private String noRows() {
    return schema.columns().stream()
        .map(field -> "CAST(NULL AS " + type(field) + ") AS " + quoted(field.name()))
        .collect(joining(", ", "SELECT ", " WHERE false"));
  }

  /** DuckDB's type of a column. */
  private String type(NestedField field) {
    Type type = field.type();
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "DECIMAL(" + decimal.precision() + ", " + decimal.scale() + ")";
      }
      case STRING -> "VARCHAR";
      case BINARY, FIXED -> "BLOB";
      case DATE -> "DATE";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP";
      default ->
          throw new UserError(
              "the column "
                  + field.name()
                  + " of "
                  + name
                  + " is "
                  + type
                  + ", which this query cannot read: query it with Trino or Spark");
    };
  }

  /** A name in SQL. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text in SQL. */
  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
