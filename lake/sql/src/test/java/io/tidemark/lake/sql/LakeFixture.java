package io.tidemark.lake.sql;

import static java.util.stream.Collectors.joining;

import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A lake in a folder, with tables that the project's code makes, and files that DuckDB writes with
 * Iceberg's field ids.
 */
public record LakeFixture(Path folder) {
  public LakeTables open() {
    return new LakeTables(LakeCatalog.inFolder(folder).open());
  }

  /**
   * Appends rows as one file; the table is created or adapted first.
   *
   * @param time the event time or window start of one of the rows, whose partition all have
   * @param select rows in DuckDB's SQL; columns that it lacks get a value that nobody asks for, or
   *     none if they may have none
   * @return the file
   */
  public Path append(TableLayout layout, Instant time, String select) throws Exception {
    try (LakeTables tables = open();
        Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      Table table = tables.prepare(layout, line -> {});
      PartitionData partition = partition(table.spec(), time);
      Path file =
          Path.of(
              table.location().replace("file:", ""),
              "data",
              table.spec().partitionToPath(partition),
              UUID.randomUUID() + ".parquet");
      Files.createDirectories(file.getParent());
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("CREATE TABLE rows AS " + select);
      Set<String> given = columns(statement);
      String columns =
          table.schema().columns().stream()
              .map(field -> value(field, given) + " AS " + LakeView.quoted(field.name()))
              .collect(joining(", "));
      String ids =
          table.schema().columns().stream()
              .map(field -> LakeView.quoted(field.name()) + ": " + field.fieldId())
              .collect(joining(", "));
      long rows =
          statement.executeUpdate(
              "COPY (SELECT "
                  + columns
                  + " FROM rows) TO '"
                  + file
                  + "' (FIELD_IDS {"
                  + ids
                  + "})");
      DataFile data =
          DataFiles.builder(table.spec())
              .withPath("file://" + file)
              .withFileSizeInBytes(Files.size(file))
              .withPartition(partition)
              .withRecordCount(rows)
              .build();
      table.newFastAppend().appendFile(data).commit();
      return file;
    }
  }

  /**
   * Rows for every column of a table: whole numbers from 1 to 5, decimals of both signs, three
   * texts, and times a second apart.
   *
   * @return a SELECT for {@link #append}
   */
  public static String generated(TableLayout layout, Instant from, int rows) {
    return layout.schema().columns().stream()
            .map(
                field ->
                    switch (field.type().typeId()) {
                          case TIMESTAMP -> "TIMESTAMPTZ '" + from + "' + to_seconds(range)";
                          case BOOLEAN -> "range % 2 = 0";
                          case DECIMAL -> "(range * 7 % 101 - 20) / 10";
                          case STRING -> "'text ' || range % 3";
                          case BINARY -> "'sketch'";
                          case INTEGER -> "0";
                          default ->
                              field.name().equals(TableLayout.KAFKA_OFFSET)
                                  ? "range"
                                  : "range * range % 5 + 1";
                        }
                        + " AS "
                        + LakeView.quoted(field.name()))
            .collect(joining(", ", "SELECT ", " FROM range("))
        + rows
        + ")";
  }

  /** The partition of an event time. */
  @SuppressWarnings("unchecked") // a transform of times takes their microseconds
  public static PartitionData partition(PartitionSpec spec, Instant time) {
    Transform<Long, Object> transform = (Transform<Long, Object>) spec.fields().get(0).transform();
    PartitionData partition = new PartitionData(spec.partitionType());
    partition.set(
        0,
        transform
            .bind(Types.TimestampType.withZone())
            .apply(ChronoUnit.MICROS.between(Instant.EPOCH, time)));
    return partition;
  }

  private static Set<String> columns(Statement statement) throws Exception {
    Set<String> columns = new TreeSet<>();
    try (var found = statement.executeQuery("DESCRIBE rows")) {
      while (found.next()) {
        columns.add(found.getString(1).toLowerCase(Locale.ROOT));
      }
    }
    return columns;
  }

  private static String value(NestedField field, Set<String> given) {
    String type =
        switch (field.type().typeId()) {
          case TIMESTAMP -> "TIMESTAMPTZ";
          case LONG -> "BIGINT";
          case BINARY -> "BLOB";
          default -> field.type().toString().toUpperCase(Locale.ROOT);
        };
    String none =
        field.isOptional()
            ? "NULL"
            : switch (field.type().typeId()) {
              case TIMESTAMP -> "TIMESTAMPTZ '2026-01-01 00:00:00Z'";
              case BOOLEAN -> "false";
              default -> "'0'";
            };
    return "CAST("
        + (given.contains(field.name().toLowerCase(Locale.ROOT))
            ? LakeView.quoted(field.name())
            : none)
        + " AS "
        + type
        + ")";
  }
}
