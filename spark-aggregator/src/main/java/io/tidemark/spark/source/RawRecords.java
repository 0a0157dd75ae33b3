package io.tidemark.spark.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.TransformingEncoder;
import org.apache.spark.sql.catalyst.encoders.Codec;
import scala.Function0;
import scala.Tuple5;
import scala.reflect.ClassTag;

/**
 * Consecutive records of a partition: those of a poll where the query reads a {@link
 * ColumnarKafkaSource} directly (see {@link RecordsByReference}), otherwise each one alone.
 */
public final class RawRecords {
  static final String VALUE = "value";
  static final String PARTITION = "partition";
  static final String OFFSET = "offset";
  static final String TIMESTAMP = "timestamp";
  static final String BATCH_TIME = "batch_time";

  private final RecordSlice records;
  private final long batchTime;

  /**
   * @param batchTime as for {@link #batchTime}
   */
  RawRecords(RecordSlice records, long batchTime) {
    this.records = records;
    this.batchTime = batchTime;
  }

  /**
   * The records of a query.
   *
   * @param rows the columns {@code value}, {@code partition}, {@code offset} and {@code timestamp}
   *     of Spark's source
   */
  public static Dataset<RawRecords> of(Dataset<Row> rows) {
    // a null would fail the encoder of a number; Kafka's source has none
    return rows.select(
            col(VALUE),
            coalesce(col(PARTITION), lit(-1)).as(PARTITION),
            coalesce(col(OFFSET), lit(-1L)).as(OFFSET),
            coalesce(unix_millis(col(TIMESTAMP)), lit(-1L)).as(TIMESTAMP),
            unix_millis(current_timestamp()).as(BATCH_TIME))
        .as(encoder());
  }

  private static Encoder<RawRecords> encoder() {
    Encoder<Tuple5<byte[], Integer, Long, Long, Long>> columns =
        Encoders.tuple(
            Encoders.BINARY(), Encoders.INT(), Encoders.LONG(), Encoders.LONG(), Encoders.LONG());
    return new TransformingEncoder<>(
        ClassTag.apply(RawRecords.class),
        (AgnosticEncoder<Tuple5<byte[], Integer, Long, Long, Long>>) columns,
        (Function0<Codec<? super RawRecords, Tuple5<byte[], Integer, Long, Long, Long>>>
                & Serializable)
            OneRecord::new,
        false);
  }

  /** How many they are, at least one. */
  public int size() {
    return records.size();
  }

  /** The value of a record; null for a tombstone. */
  public byte[] value(int record) {
    return records.get(record).value();
  }

  public int partition(int record) {
    return records.get(record).partition();
  }

  public long offset(int record) {
    return records.get(record).offset();
  }

  /** Epoch milliseconds, -1 for a record without a timestamp. */
  public long timestamp(int record) {
    return records.get(record).timestamp();
  }

  /**
   * The time of the micro-batch, which stays the same when it is executed again, in epoch
   * milliseconds.
   */
  public long batchTime() {
    return batchTime;
  }

  /** A record that was a row of Spark. */
  private static final class OneRecord
      implements Codec<RawRecords, Tuple5<byte[], Integer, Long, Long, Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    public RawRecords decode(Tuple5<byte[], Integer, Long, Long, Long> row) {
      return new RawRecords(RecordSlice.of(row._1(), row._2(), row._3(), row._4()), row._5());
    }

    @Override
    public Tuple5<byte[], Integer, Long, Long, Long> encode(RawRecords records) {
      throw new UnsupportedOperationException("records do not become rows again");
    }
  }
}
