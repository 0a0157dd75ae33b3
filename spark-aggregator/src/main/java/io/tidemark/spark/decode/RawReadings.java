package io.tidemark.spark.decode;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.source.RawRecords;
import io.tidemark.spark.watermark.PartitionEventTimes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

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
   * Decodes the records of the current task. It must be called inside a task, whose dead letters
   * are flushed when the task ends.
   *
   * @param limits the event times that are possible
   * @param deadLetters receives every record that cannot be counted
   * @param times gets the event times at the end of the task; null for none
   * @return one reading or heartbeat after the other, each overwritten by the next, then null
   */
  public static Supplier<Reading> decode(
      Iterator<RawRecords> records,
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters,
      PartitionEventTimes times) {
    TaskDecoder decoder =
        new TaskDecoder(definition, limits, deadLetters, times, TaskContext.get());
    return new Readings(records, decoder);
  }

  /** The readings of one task. */
  private static final class Readings implements Supplier<Reading> {
    private final Iterator<RawRecords> all;
    private final TaskDecoder decoder;
    private RawRecords current;
    private int next;
    private int size;

    Readings(Iterator<RawRecords> all, TaskDecoder decoder) {
      this.all = all;
      this.decoder = decoder;
    }

    @Override
    public Reading get() {
      do {
        while (next < size) {
          if (decoder.decode(current, next++) == null) {
            return decoder.reading();
          }
        }
      } while (advance());
      return null;
    }

    private boolean advance() {
      if (!all.hasNext()) {
        return false;
      }
      current = all.next();
      next = 0;
      size = current.size();
      return true;
    }
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
