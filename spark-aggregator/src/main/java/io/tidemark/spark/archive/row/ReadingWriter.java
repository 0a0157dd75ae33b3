package io.tidemark.spark.archive.row;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type;
import org.apache.iceberg.spark.data.SparkParquetWriters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Writes {@link ReadingRow}s to the columns of a Parquet file, without the object of each value
 * that Iceberg's writer of Spark's rows makes.
 */
public final class ReadingWriter implements ParquetValueWriter<InternalRow> {
  private final List<ColumnDescriptor> columns;
  private final ColumnWriter[] files;
  private final int[] levels;

  /**
   * The writer of rows to a file; Iceberg's own where people have changed the type of a column, or
   * added one of several values.
   *
   * @param columns of the table
   * @param type of the file, with the same columns
   */
  public static ParquetValueWriter<InternalRow> of(
      ReadingRow rows, StructType columns, MessageType type) {
    ReadingColumn[] values = rows.columns();
    boolean fits =
        type.getFieldCount() == values.length
            && type.getFields().stream().allMatch(Type::isPrimitive)
            && IntStream.range(0, values.length)
                .allMatch(i -> values[i].isOf(columns.fields()[i].dataType()));
    return fits ? new ReadingWriter(type) : SparkParquetWriters.buildWriter(columns, type);
  }

  private ReadingWriter(MessageType type) {
    columns = type.getColumns();
    files = new ColumnWriter[columns.size()];
    levels = columns.stream().mapToInt(ColumnDescriptor::getMaxDefinitionLevel).toArray();
  }

  /**
   * @throws IllegalStateException when a column that must have a value has none
   */
  @Override
  public void write(int repetitionLevel, InternalRow row) {
    ReadingRow reading = (ReadingRow) row;
    ReadingColumn[] values = reading.columns();
    for (int i = 0; i < values.length; i++) {
      if (!values[i].isNull(reading)) {
        values[i].write(reading, files[i], levels[i]);
      } else if (levels[i] > 0) {
        files[i].writeNull(0, 0);
      } else {
        throw new IllegalStateException(
            String.join(".", columns.get(i).getPath()) + " must have a value");
      }
    }
  }

  /** For structs of which this would be a part; a row is none. */
  @Override
  public List<TripleWriter<?>> columns() {
    return List.of();
  }

  @Override
  public void setColumnStore(ColumnWriteStore store) {
    for (int i = 0; i < files.length; i++) {
      files[i] = store.getColumnWriter(columns.get(i));
    }
  }
}
