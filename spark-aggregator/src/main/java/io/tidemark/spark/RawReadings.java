package io.tidemark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.Field;
import io.tidemark.model.FieldType;
import io.tidemark.model.RawDecoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import io.tidemark.model.TimeLimits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple3;

/**
 * Decodes raw records. A row has a column for each field of the definition, all numbers as longs
 * (the event time in epoch milliseconds, a decimal as the count of its last place), and besides
 * them {@link #HEARTBEAT} and {@link #PROBLEM}.
 */
final class RawReadings {
  /** Whether the row is a heartbeat, which has an event time only. */
  public static final String HEARTBEAT = StreamDefinition.HEARTBEAT;

  /** Why the record cannot be counted; null when it can. */
  public static final String PROBLEM = "__problem";

  /** Partition and offset travel in one number: every column of a record costs its boxing. */
  private static final int PARTITION_BITS = 16;

  private RawReadings() {}

  /**
   * Decodes Kafka's records: the columns {@code value}, {@code partition}, {@code offset} and
   * {@code timestamp} of Spark's source.
   *
   * @param limits the event times that are possible
   * @param deadLetters gets every record that cannot be counted, before the watermark sees it
   * @return a row for each record, in the same order
   */
  static Dataset<Row> decode(
      Dataset<Row> records,
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetters deadLetters) {
    MapPartitionsFunction<Tuple3<byte[], Long, Long>, Row> decode =
        partition -> new Rows(partition, definition, limits, deadLetters.open());
    return records
        .select(
            col("value"),
            shiftleft(col("offset"), PARTITION_BITS).plus(col("partition")),
            arrival())
        .as(Encoders.tuple(Encoders.BINARY(), Encoders.LONG(), Encoders.LONG()))
        .mapPartitions(decode, Encoders.row(schema(definition.raw())));
  }

  /**
   * When a record arrived: what Kafka says, and no later than the micro-batch, whose time is the
   * same when it is done again.
   */
  private static Column arrival() {
    Column timestamp = unix_millis(col("timestamp"));
    Column now = unix_millis(current_timestamp());
    return when(timestamp.gt(0), least(timestamp, now)).otherwise(now);
  }

  static StructType schema(StreamDefinition.Raw raw) {
    List<StructField> columns = new ArrayList<>();
    for (Field field : raw.fields()) {
      columns.add(DataTypes.createStructField(field.name(), type(field), true));
    }
    columns.add(DataTypes.createStructField(HEARTBEAT, DataTypes.BooleanType, false));
    columns.add(DataTypes.createStructField(PROBLEM, DataTypes.StringType, true));
    return DataTypes.createStructType(columns);
  }

  private static DataType type(Field field) {
    return switch (field.type()) {
      case TIMESTAMP, INT, DECIMAL -> DataTypes.LongType;
      case STRING -> DataTypes.StringType;
    };
  }

  /** Decodes one record after the other as Spark asks for them. */
  private static final class Rows implements Iterator<Row> {
    private final Iterator<Tuple3<byte[], Long, Long>> records;
    private final String topic;
    private final List<Field> fields;
    private final int time;
    private final RawDecoder decoder;
    private final Reading reading;
    private final TimeLimits.Check check;
    private final DeadLetters.Outbox deadLetters;

    Rows(
        Iterator<Tuple3<byte[], Long, Long>> records,
        StreamDefinition definition,
        TimeLimits limits,
        DeadLetters.Outbox deadLetters) {
      this.records = records;
      StreamDefinition.Raw raw = definition.raw();
      topic = raw.topic();
      fields = raw.fields();
      time = raw.indexOf(raw.time());
      decoder = new RawDecoder(raw);
      reading = new Reading(raw);
      check = limits.check(definition);
      this.deadLetters = deadLetters;
      // whether the task ends well or not
      TaskContext.get()
          .addTaskCompletionListener((TaskCompletionListener) task -> deadLetters.close());
    }

    @Override
    public boolean hasNext() {
      boolean more = records.hasNext();
      if (!more) {
        deadLetters.flush();
      }
      return more;
    }

    @Override
    public Row next() {
      Tuple3<byte[], Long, Long> record = records.next();
      String problem = decoder.decode(record._1(), reading);
      if (problem == null) {
        problem = check.problem(reading, record._3(), record._3());
      }
      Object[] row = new Object[fields.size() + 2];
      row[fields.size() + 1] = problem;
      if (problem == null) {
        row[fields.size()] = reading.heartbeat();
        fill(row);
      } else {
        row[fields.size()] = false;
        long place = record._2();
        int partition = (int) (place & ((1 << PARTITION_BITS) - 1));
        deadLetters.add(
            new DeadLetter(topic, partition, place >> PARTITION_BITS, problem, record._1()));
      }
      return RowFactory.create(row);
    }

    private void fill(Object[] row) {
      row[time] = reading.number(time);
      if (reading.heartbeat()) {
        return;
      }
      for (int i = 0; i < fields.size(); i++) {
        if (i != time) {
          row[i] = fields.get(i).type() == FieldType.STRING ? reading.text(i) : reading.number(i);
        }
      }
    }
  }
}
