package io.tidemark.spark.archive;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.spark.data.SparkParquetWriters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Makes the rows of a table from what a query reads, inside a task.
 *
 * @param <T> the type of what the query reads
 */
@FunctionalInterface
interface RowDecoder<T> extends Serializable {
  /**
   * @param records of one task
   * @param rows receives rows with the columns of the table in its order, each overwritten by the
   *     next
   */
  void decode(Iterator<T> records, Consumer<InternalRow> rows);

  /**
   * What writes the rows to a file.
   *
   * @param columns of the table
   * @param type of the file
   */
  default ParquetValueWriter<?> writer(StructType columns, MessageType type) {
    return SparkParquetWriters.buildWriter(columns, type);
  }
}
