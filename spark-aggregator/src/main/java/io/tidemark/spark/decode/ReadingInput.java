package io.tidemark.spark.decode;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.source.RawRecords;
import io.tidemark.spark.watermark.PartitionEventTimes;
import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Rows, and how a task makes readings of them. Whatever the rows are, the aggregation gets the same
 * readings.
 *
 * @param <T> the type of the rows
 */
public record ReadingInput<T>(Dataset<T> rows, Decoder<T> decoder) {
  /**
   * Makes readings of the rows of a task.
   *
   * @param <T> the type of the rows
   */
  @FunctionalInterface
  public interface Decoder<T> extends Serializable {
    /**
     * @return one reading or heartbeat after the other, each overwritten by the next, then null
     */
    Supplier<Reading> readings(Iterator<T> rows);
  }

  /** Makes rows of the readings of a task. */
  @FunctionalInterface
  public interface Encoder extends Serializable {
    Iterator<Row> rows(Supplier<Reading> readings);
  }

  /**
   * Kafka's records.
   *
   * @param records as for {@link RawRecords#of}
   * @param limits the event times that are possible
   * @param deadLetters receives every record that cannot be counted; it is no reading
   */
  public static ReadingInput<RawRecords> ofRecords(
      Dataset<Row> records,
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters) {
    return ofRecords(records, definition, limits, deadLetters, null);
  }

  /**
   * Kafka's records of a stream whose watermark needs what was read of each partition.
   *
   * @param times gets the event times of each task; null for none
   */
  public static ReadingInput<RawRecords> ofRecords(
      Dataset<Row> records,
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters,
      PartitionEventTimes times) {
    return new ReadingInput<>(
        RawRecords.of(records),
        task -> RawReadings.decode(task, definition, limits, deadLetters, times));
  }

  /** Makes rows of the readings, within the tasks. */
  public Dataset<Row> map(Encoder encoder, StructType schema) {
    // the lambda is sent to the tasks, and the data set is not part of it
    Decoder<T> decode = decoder;
    MapPartitionsFunction<T, Row> map = task -> encoder.rows(decode.readings(task));
    return rows.mapPartitions(map, Encoders.row(schema));
  }
}
