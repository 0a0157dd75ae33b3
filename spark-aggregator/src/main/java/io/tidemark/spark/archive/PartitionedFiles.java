package io.tidemark.spark.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * The data files of one task: a Parquet file for each partition of the table that the rows fall
 * into. A file becomes part of the table when the driver commits it. At most {@value #MOST_OPEN}
 * files are open; then the one that was written least recently ends, and later rows of its
 * partition begin another.
 */
final class PartitionedFiles {
  /** With {@link #ROW_GROUP} the bound of the memory that open files take. */
  static final int MOST_OPEN = 8;

  private static final String ROW_GROUP = String.valueOf(16 << 20);

  private static final Set<String> MADE_OF_HOURS = Set.of("hour", "day", "month", "year");

  /** In microseconds, as timestamps are. */
  private static final long HOUR = 3_600_000_000L;

  private final Table table;
  private final RowDecoder<?> decoder;
  private final PartitionSpec partitions;
  private final StructType columns;
  private final OutputFileFactory names;
  private final PartitionKey key;
  private final RowValues values;
  private final List<DataFile> finished = new ArrayList<>();
  private final Map<PartitionKey, DataWriter<InternalRow>> open =
      new LinkedHashMap<>(MOST_OPEN, 0.75f, true);

  /** The column by which a table is partitioned whose partitions are made of whole hours. */
  private final int time;

  /** The hour of the row before since 1970, and its file: most rows are of the same hour. */
  private long lastHour;

  private DataWriter<InternalRow> last;

  /**
   * @param decoder knows how its rows are written
   * @param attempt unique, so that no two attempts of an epoch use the same file names
   * @param partition of the query
   * @param taskAttempt unique within the Spark application
   */
  PartitionedFiles(
      Table table, RowDecoder<?> decoder, String attempt, int partition, long taskAttempt) {
    this.table = table;
    this.decoder = decoder;
    partitions = table.spec();
    columns = SparkSchemaUtil.convert(table.schema());
    names =
        OutputFileFactory.builderFor(table, partition, taskAttempt)
            .format(FileFormat.PARQUET)
            .operationId(attempt)
            .build();
    key = new PartitionKey(partitions, table.schema());
    values = new RowValues(columns);
    time = timeColumn(table);
  }

  /** The place of the time column, or -1 for a table that is partitioned in another way. */
  private static int timeColumn(Table table) {
    PartitionSpec spec = table.spec();
    if (spec.fields().size() != 1
        || !MADE_OF_HOURS.contains(spec.fields().get(0).transform().toString())) {
      return -1;
    }
    return table
        .schema()
        .columns()
        .indexOf(table.schema().findField(spec.fields().get(0).sourceId()));
  }

  /**
   * @param row with the columns of the table; it may be overwritten afterwards
   */
  void write(InternalRow row) {
    long hour = time < 0 ? 0 : Math.floorDiv(row.getLong(time), HOUR);
    if (last == null || hour != lastHour || time < 0) {
      key.partition(values.of(row));
      last = fileOf(key);
      lastHour = hour;
    }
    last.write(row);
  }

  private DataWriter<InternalRow> fileOf(PartitionKey partition) {
    DataWriter<InternalRow> found = open.get(partition);
    if (found != null) {
      return found;
    }
    if (open.size() == MOST_OPEN) {
      Iterator<DataWriter<InternalRow>> leastRecent = open.values().iterator();
      finish(leastRecent.next());
      leastRecent.remove();
    }
    PartitionKey kept = partition.copy();
    DataWriter<InternalRow> begun = begin(kept);
    open.put(kept, begun);
    return begun;
  }

  private DataWriter<InternalRow> begin(PartitionKey of) {
    EncryptedOutputFile file =
        partitions.isUnpartitioned() ? names.newOutputFile() : names.newOutputFile(partitions, of);
    try {
      return Parquet.writeData(file)
          .forTable(table)
          .set(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, ROW_GROUP)
          .createWriterFunc(type -> decoder.writer(columns, type))
          .withPartition(of)
          .withKeyMetadata(file.keyMetadata())
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file.encryptingOutputFile().location(), e);
    }
  }

  private void finish(DataWriter<InternalRow> writer) {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot finish a data file", e);
    }
    finished.add(writer.toDataFile());
  }

  /** Ends all files, and returns them. */
  List<DataFile> finish() {
    open.values().forEach(this::finish);
    open.clear();
    return finished;
  }

  /** Ends and deletes all files, after a failure that is reported elsewhere. */
  void discard() {
    for (DataWriter<InternalRow> writer : open.values()) {
      try {
        finish(writer);
      } catch (RuntimeException e) {
        // a file that cannot be ended does not appear, or is an orphan that maintenance removes
      }
    }
    open.clear();
    delete(table, finished);
  }

  /** Deletes files that are in no snapshot; what fails remains for the maintenance of orphans. */
  static void delete(Table table, List<DataFile> files) {
    for (DataFile file : files) {
      try {
        table.io().deleteFile(file.location());
      } catch (RuntimeException e) {
        // an orphan, which maintenance removes
      }
    }
  }
}
