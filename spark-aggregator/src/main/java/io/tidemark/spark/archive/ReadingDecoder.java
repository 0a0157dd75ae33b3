package io.tidemark.spark.archive;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.archive.row.ReadingRow;
import io.tidemark.spark.archive.row.ReadingWriter;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.TaskDecoder;
import io.tidemark.spark.source.RawRecords;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Decodes raw records into rows of the table {@code readings}: a row for each record that decodes
 * and has a possible event time, also for one that {@code where} excludes and one that comes again.
 * Heartbeats and dead records have no row.
 *
 * @param columns the names of the table's columns; one that the definition does not have stays
 *     empty
 * @param deadLetters receives every record that cannot be counted
 */
record ReadingDecoder(
    StreamDefinition definition,
    TimeLimits limits,
    DeadLetterSink deadLetters,
    ArrayList<String> columns)
    implements RowDecoder<RawRecords> {
  ReadingDecoder(
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters,
      List<String> columns) {
    this(definition, limits, deadLetters, new ArrayList<>(columns));
  }

  @Override
  public void decode(Iterator<RawRecords> records, Consumer<InternalRow> rows) {
    TaskDecoder decoder = new TaskDecoder(definition, limits, deadLetters, TaskContext.get());
    ReadingRow row = new ReadingRow(definition, columns);
    while (records.hasNext()) {
      decode(records.next(), decoder, row, rows);
    }
  }

  /** A method of its own is compiled once, and not again for the end of each task. */
  private static void decode(
      RawRecords records, TaskDecoder decoder, ReadingRow row, Consumer<InternalRow> rows) {
    int size = records.size();
    for (int record = 0; record < size; record++) {
      if (decoder.decode(records, record) == null && !decoder.reading().heartbeat()) {
        row.show(decoder.reading(), records, record);
        rows.accept(row);
      }
    }
  }

  @Override
  public ParquetValueWriter<?> writer(StructType table, MessageType type) {
    return ReadingWriter.of(new ReadingRow(definition, columns), table, type);
  }
}
