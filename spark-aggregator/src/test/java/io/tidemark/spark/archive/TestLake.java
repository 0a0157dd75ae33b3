package io.tidemark.spark.archive;

import io.tidemark.kafka.TopicOffsets;
import io.tidemark.lake.LakeOption;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.source.RawRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/** A lake on SQLite in a folder, and what tests do with its tables. */
final class TestLake implements AutoCloseable {
  static final String TOPIC_ID = "topic-1";

  private final Path folder;
  private final LakeTables tables;

  TestLake(Path folder) {
    this.folder = folder;
    tables = new LakeTables(new LakeOption(folder).catalog().open());
  }

  /** The table as another process loads it. */
  Table open(TableLayout layout) {
    return tables.prepare(layout, line -> {});
  }

  /** The table as it is. */
  Table find(TableLayout layout) {
    return tables.find(layout).orElseThrow();
  }

  Table readings(StreamDefinition definition) {
    return open(TableLayout.readings(definition));
  }

  /** An archive of raw records as it begins after a crash; every epoch ends at {@code end}. */
  static TableArchive<RawRecords> archive(
      Table table, StreamDefinition definition, TopicOffsets end) {
    return archive(table, definition, end, DeadLetterSink.NONE);
  }

  static TableArchive<RawRecords> archive(
      Table table, StreamDefinition definition, TopicOffsets end, DeadLetterSink deadLetters) {
    List<String> columns = table.schema().columns().stream().map(NestedField::name).toList();
    return new TableArchive<>(
        table,
        new ReadingDecoder(definition, LocalSpark.ANY_PAST, deadLetters, columns),
        TOPIC_ID,
        epoch -> end,
        new ArchiveTotals(table.name(), definition.raw().topic()));
  }

  /** Archives records as one epoch that ends at an offset of partition 0. */
  static void write(Table table, StreamDefinition definition, long end, String... records) {
    write(archive(table, definition, offsets(end)), records);
  }

  /** Archives records as one epoch. */
  static void write(TableArchive<RawRecords> archive, String... records) {
    archive.write(archive.files(RawRecords.of(LocalSpark.batch(List.of(records)))), 0);
  }

  static TopicOffsets offsets(long end) {
    return new TopicOffsets(new TreeMap<>(Map.of(0, end)));
  }

  /** All rows of the current snapshot. */
  static List<Record> rows(Table table) {
    table.refresh();
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> all = IcebergGenerics.read(table).build()) {
      all.forEach(row -> rows.add(row.copy()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  static List<Object> column(Table table, String name) {
    return rows(table).stream().map(row -> row.getField(name)).toList();
  }

  /** The data files in the folder, in snapshots or not. */
  List<Path> dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  @Override
  public void close() {
    tables.close();
  }
}
