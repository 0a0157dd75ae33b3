package io.tidemark.spark.decode;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.watermark.PartitionEventTimes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple5;

/** Decodes Kafka's records inside the tasks, one by one or into rows. */
public final class RawReadings {
  /**
   * Whether no window counts the row: a heartbeat, or a reading that does not fulfil {@code where}.
   * Such a row has an event time only.
   */
  public static final String HEARTBEAT = StreamDefinition.HEARTBEAT;

  /** The nanoseconds of the event time within its millisecond. */
  public static final String NANOS = "__nanos";

  private RawReadings() {}

  /** The columns of {@link #rows} without {@link #HEARTBEAT}. */
  public static List<String> columns(StreamDefinition definition) {
    List<String> columns = new ArrayList<>();
    definition.used().forEach(field -> columns.add(field.name()));
    if (definition.raw().hasFineTimes()) {
      columns.add(NANOS);
    }
    return columns;
  }

  /**
   * The part of Kafka's records that decoding needs.
   *
   * @param records the columns {@code value}, {@code partition}, {@code offset} and {@code
   *     timestamp} of Spark's source
   * @return value, partition, offset, the record's timestamp (-1 when it has none), and the time of
   *     the micro-batch, which stays the same when it is executed again; both in epoch milliseconds
   */
  public static Dataset<Tuple5<byte[], Integer, Long, Long, Long>> records(Dataset<Row> records) {
    // a null would fail the encoder of a number; Kafka's source has none
    return records
        .select(
            col("value"),
            coalesce(col("partition"), lit(-1)),
            coalesce(col("offset"), lit(-1L)),
            coalesce(unix_millis(col("timestamp")), lit(-1L)),
            unix_millis(current_timestamp()))
        .as(
            Encoders.tuple(
                Encoders.BINARY(),
                Encoders.INT(),
                Encoders.LONG(),
                Encoders.LONG(),
                Encoders.LONG()));
  }

  /**
   * Decodes the records of the current task. It must be called inside a task, whose dead letters
   * are flushed when the task ends.
   *
   * @param limits the event times that are possible
   * @param deadLetters receives every record that cannot be counted
   * @param times gets the event times at the end of the task; null for none
   * @return one reading or heartbeat after the other, each overwritten by the next, then null
   */
  public static Supplier<Reading> decode(
      Iterator<Tuple5<byte[], Integer, Long, Long, Long>> records,
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters,
      PartitionEventTimes times) {
    TaskDecoder decoder =
        new TaskDecoder(definition, limits, deadLetters, times, TaskContext.get());
    return () -> {
      while (records.hasNext()) {
        var record = records.next();
        if (decoder.decode(record._1(), record._2(), record._3(), record._4(), record._5())
            == null) {
          return decoder.reading();
        }
      }
      return null;
    };
  }

  /**
   * Decodes readings into rows. A row has a column for each field that the aggregation uses, all
   * numbers as longs (the event time in epoch milliseconds, a decimal as the count of its last
   * place, true and false as 1 and 0) and null for no value, {@link #NANOS} if event times have
   * places beyond the millisecond, and {@link #HEARTBEAT}. The optimizer cannot copy or move this
   * step, so each record is decoded once.
   *
   * @return a row for each reading and each heartbeat, in the order of the input
   */
  public static Dataset<Row> rows(ReadingInput<?> input, StreamDefinition definition) {
    return input.map(readings -> rows(readings, definition), schema(definition));
  }

  private static Iterator<Row> rows(Supplier<Reading> readings, StreamDefinition definition) {
    List<Field> fields = definition.used();
    int[] places = fields.stream().mapToInt(definition.raw()::indexOf).toArray();
    int time = fields.indexOf(definition.raw().time());
    boolean fine = definition.raw().hasFineTimes();
    int size = columns(definition).size() + 1;
    return Stream.generate(readings)
        .takeWhile(Objects::nonNull)
        .map(
            reading -> {
              boolean uncounted = reading.heartbeat() || !reading.counts();
              Object[] row = new Object[size];
              for (int i = 0; i < places.length; i++) {
                if (!uncounted || i == time) {
                  row[i] = value(reading, fields.get(i), places[i]);
                }
              }
              if (fine) {
                row[places.length] = (long) reading.nanos();
              }
              row[size - 1] = uncounted;
              return RowFactory.create(row);
            })
        .iterator();
  }

  private static Object value(Reading reading, Field field, int place) {
    if (field.nullable() && reading.isNull(place)) {
      return null;
    }
    return field.type() == FieldType.STRING ? reading.text(place) : (Object) reading.number(place);
  }

  private static StructType schema(StreamDefinition definition) {
    StructType schema = new StructType();
    for (Field field : definition.used()) {
      boolean text = field.type() == FieldType.STRING;
      schema = schema.add(field.name(), text ? DataTypes.StringType : DataTypes.LongType);
    }
    if (definition.raw().hasFineTimes()) {
      schema = schema.add(NANOS, DataTypes.LongType);
    }
    return schema.add(HEARTBEAT, DataTypes.BooleanType, false);
  }
}
