package io.tidemark.spark.archive;

import io.tidemark.kafka.TopicOffsets;
import io.tidemark.lake.TableLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Writes the epochs of a query to one table. The tasks write data files, without a shuffle, and the
 * driver commits them: see {@link EpochAppend}.
 */
final class TableArchive {
  private final Table table;
  private final RowDecoder decoder;
  private final String topicId;
  private final LongFunction<TopicOffsets> ends;
  private final ArchiveTotals totals;
  private TopicOffsets reached;

  /**
   * @param decoder makes the table's rows from the rows of the query
   * @param topicId the id of the topic that the query reads
   * @param ends the offsets at which an epoch ends, by its number
   * @param totals counts what is committed
   */
  TableArchive(
      Table table,
      RowDecoder decoder,
      String topicId,
      LongFunction<TopicOffsets> ends,
      ArchiveTotals totals) {
    this.table = table;
    this.decoder = decoder;
    this.topicId = topicId;
    this.ends = ends;
    this.totals = totals;
    reached = TableLayout.offsets(table.properties());
  }

  /**
   * Writes one epoch, unless the table has it already.
   *
   * @param records the rows of the query in this epoch
   */
  void write(Dataset<Row> records, long epoch) {
    EpochAppend append = new EpochAppend(table, topicId, reached, ends.apply(epoch));
    if (!append.isDone()) {
      List<DataFile> files = filesOf(records);
      long before = System.nanoTime();
      if (append.commit(files)) {
        totals.add(files, System.nanoTime() - before);
      }
    }
    reached = append.to();
  }

  private List<DataFile> filesOf(Dataset<Row> records) {
    return records
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(
            new Writing(SerializableTable.copyOf(table), decoder, UUID.randomUUID().toString()))
        .collect();
  }

  /**
   * Writes the rows of one task.
   *
   * @param table a copy that can be sent to a task, with the file access and without the catalog
   */
  private record Writing(Table table, RowDecoder decoder, String attempt)
      implements FlatMapFunction<Iterator<InternalRow>, DataFile> {
    @Override
    public Iterator<DataFile> call(Iterator<InternalRow> records) {
      TaskContext task = TaskContext.get();
      PartitionedFiles files =
          new PartitionedFiles(table, attempt, task.partitionId(), task.taskAttemptId());
      try {
        decoder.decode(records).forEachRemaining(files::write);
        return new ArrayList<>(files.finish()).iterator();
      } catch (RuntimeException | Error e) {
        files.discard();
        throw e;
      }
    }
  }
}
