package io.tidemark.spark.archive;

import io.tidemark.kafka.TopicOffsets;
import io.tidemark.lake.TableLayout;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SerializationUtil;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/**
 * Writes the epochs of a query to one table. The tasks write data files, without a shuffle, and the
 * driver commits them: see {@link EpochAppend}.
 *
 * @param <T> the type of what the query reads
 */
final class TableArchive<T> {
  private final Table table;
  private final RowDecoder<T> decoder;
  private final String topicId;
  private final LongFunction<TopicOffsets> ends;
  private final ArchiveTotals totals;
  private TopicOffsets reached;

  /**
   * @param decoder makes the table's rows from what the query reads
   * @param topicId the id of the topic that the query reads
   * @param ends the offsets at which an epoch ends, by its number
   * @param totals counts what is committed
   */
  TableArchive(
      Table table,
      RowDecoder<T> decoder,
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
   * The query that writes data files. Each row of the result is a file that is not committed yet,
   * for {@link #write}.
   *
   * @param records what the query reads
   */
  Dataset<byte[]> files(Dataset<T> records) {
    return records.mapPartitions(
        new Writing<>(SerializableTable.copyOf(table), decoder), Encoders.BINARY());
  }

  /**
   * Writes one epoch, unless the table has it already.
   *
   * @param written the result of {@link #files} in this epoch; its tasks run here
   */
  void write(Dataset<byte[]> written, long epoch) {
    EpochAppend append = new EpochAppend(table, topicId, reached, ends.apply(epoch));
    if (!append.isDone()) {
      List<DataFile> files =
          written.collectAsList().stream()
              .<DataFile>map(SerializationUtil::deserializeFromBytes)
              .toList();
      long before = System.nanoTime();
      if (append.commit(files)) {
        totals.add(files, System.nanoTime() - before);
      }
    }
    reached = append.to();
  }

  /**
   * Writes the rows of one task. It runs inside Spark's operators, so that the records are not
   * copied into rows of Spark first.
   *
   * @param table a copy that can be sent to a task, with the file access and without the catalog
   */
  private record Writing<T>(Table table, RowDecoder<T> decoder)
      implements MapPartitionsFunction<T, byte[]> {
    @Override
    public Iterator<byte[]> call(Iterator<T> records) {
      TaskContext task = TaskContext.get();
      PartitionedFiles files =
          new PartitionedFiles(
              table,
              decoder,
              UUID.randomUUID().toString(),
              task.partitionId(),
              task.taskAttemptId());
      try {
        decoder.decode(records, files::write);
        return files.finish().stream().map(SerializationUtil::serializeToBytes).iterator();
      } catch (RuntimeException | Error e) {
        files.discard();
        throw e;
      }
    }
  }
}
