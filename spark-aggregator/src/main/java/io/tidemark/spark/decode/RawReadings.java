package io.tidemark.spark.decode;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Decodes raw records. A row has a column for each field that the aggregation uses, all numbers as
 * longs (the event time in epoch milliseconds, a decimal as the count of its last place), and
 * besides them {@link #HEARTBEAT} and {@link #PROBLEM}.
 */
public final class RawReadings {
  /** Whether no window counts the row, as a heartbeat; it then has an event time only. */
  public static final String HEARTBEAT = StreamDefinition.HEARTBEAT;

  /** Why the record cannot be counted; null when it can. */
  public static final String PROBLEM = "__problem";

  private static final String DECODED = "__decoded";

  private RawReadings() {}

  /**
   * Decodes Kafka's records: the columns {@code value}, {@code partition}, {@code offset} and
   * {@code timestamp} of Spark's source.
   *
   * @param limits the event times that are possible
   * @param deadLetters gets every record that cannot be counted, before the watermark sees it
   * @return a row for each record, in the same order
   */
  public static Dataset<Row> decode(
      Dataset<Row> records,
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters) {
    return FunctionsByName.select(
            records, new RawFunction(definition, limits, deadLetters), DECODED, record())
        .select(DECODED + ".*");
  }

  /** What {@link TaskDecoder#decode} is told of a record: value, partition, offset, arrival. */
  public static Column[] record() {
    // numbers that may be null keep Spark from calling a function; Kafka's source has none
    return new Column[] {
      col("value"),
      coalesce(col("partition"), lit(-1)),
      coalesce(col("offset"), lit(-1L)),
      arrival()
    };
  }

  /**
   * When a record arrived: what Kafka says, and no later than the micro-batch, whose time is the
   * same when it is done again.
   */
  private static Column arrival() {
    Column timestamp = unix_millis(col("timestamp"));
    Column now = unix_millis(current_timestamp());
    return least(when(timestamp.gt(0), timestamp), now);
  }

  static StructType schema(StreamDefinition definition) {
    List<StructField> columns = new ArrayList<>();
    for (Field field : definition.used()) {
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
}
