package io.tidemark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.tidemark.model.Field;
import io.tidemark.model.FieldType;
import io.tidemark.model.Function;
import io.tidemark.model.Measure;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import io.tidemark.model.TimeLimits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
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
import scala.Tuple4;

/**
 * Parts of windows: what some of a window's readings come to. A row has the latest event time of
 * its readings (epoch milliseconds, in the column of the event time), their group, {@link
 * RawReadings#HEARTBEAT}, {@link #COUNT}, and for each measure the columns that {@link #first} and
 * {@link #second} name:
 *
 * <ul>
 *   <li>a sum or an average: the sums of the upper halves (each counts 2³²) and of the lower halves
 *   <li>a minimum or a maximum: the value, and no second column
 *   <li>a first or a last: its event time, and the value
 * </ul>
 *
 * Numbers are longs, decimals as the count of their last place. {@link Windows} puts the parts
 * together.
 */
public final class PartialWindows {
  /** How many readings there are in a part. */
  static final String COUNT = "__count";

  /** Some 25 megabytes for each task that has so many. */
  private static final int MOST_ENTRIES = 1 << 18;

  private PartialWindows() {}

  /**
   * Decodes Kafka's records and aggregates them within each task: what leaves it is a row for each
   * window and group, not for each record.
   *
   * @param records as for {@link RawReadings#decode}
   * @param limits the event times that are possible
   * @param deadLetters gets every record that cannot be counted, before the watermark sees it
   */
  public static Dataset<Row> decode(
      Dataset<Row> records,
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetters deadLetters) {
    MapPartitionsFunction<Tuple4<byte[], Integer, Long, Long>, Row> aggregate =
        task -> new Parts(task, definition, limits, deadLetters);
    return records
        .select(RawReadings.record())
        .as(Encoders.tuple(Encoders.BINARY(), Encoders.INT(), Encoders.LONG(), Encoders.LONG()))
        .mapPartitions(aggregate, Encoders.row(schema(definition)));
  }

  /** A part for each reading, from rows as {@link RawReadings#decode} gives them. */
  static Dataset<Row> ofEach(Dataset<Row> readings, StreamDefinition definition, Column... more) {
    List<Column> columns = new ArrayList<>(List.of(more));
    String time = definition.raw().time().name();
    columns.add(col(time));
    definition.aggregated().by().forEach(field -> columns.add(col(field.name())));
    columns.add(col(RawReadings.HEARTBEAT));
    columns.add(lit(1L).as(COUNT));
    for (Measure measure : measures(definition)) {
      String name = measure.field().name();
      switch (measure.function()) {
        case SUM, AVG -> {
          columns.add(expr("shiftright(`" + name + "`, 32)").as(first(measure)));
          columns.add(expr("`" + name + "` & 4294967295L").as(second(measure)));
        }
        case FIRST, LAST -> {
          columns.add(col(time).as(first(measure)));
          columns.add(col(name).as(second(measure)));
        }
        case MIN, MAX -> columns.add(col(name).as(first(measure)));
        case COUNT -> throw new IllegalStateException("a count has no column of its own");
      }
    }
    return readings.select(columns.toArray(Column[]::new));
  }

  /** The measures that have columns. */
  static List<Measure> measures(StreamDefinition definition) {
    return definition.aggregated().measures().stream()
        .filter(measure -> measure.function() != Function.COUNT)
        .toList();
  }

  static String first(Measure measure) {
    return "__" + measure.name();
  }

  static String second(Measure measure) {
    return "__2_" + measure.name();
  }

  static boolean hasSecond(Measure measure) {
    return switch (measure.function()) {
      case SUM, AVG, FIRST, LAST -> true;
      case COUNT, MIN, MAX -> false;
    };
  }

  private static StructType schema(StreamDefinition definition) {
    List<StructField> columns = new ArrayList<>();
    columns.add(column(definition.raw().time().name(), DataTypes.LongType));
    for (Field field : definition.aggregated().by()) {
      columns.add(column(field.name(), type(field)));
    }
    columns.add(column(RawReadings.HEARTBEAT, DataTypes.BooleanType));
    columns.add(column(COUNT, DataTypes.LongType));
    for (Measure measure : measures(definition)) {
      columns.add(
          column(first(measure), hasSecond(measure) ? DataTypes.LongType : type(measure.field())));
      if (hasSecond(measure)) {
        columns.add(column(second(measure), type(measure.field())));
      }
    }
    return DataTypes.createStructType(columns);
  }

  private static StructField column(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  private static DataType type(Field field) {
    return field.type() == FieldType.STRING ? DataTypes.StringType : DataTypes.LongType;
  }

  /** The parts that the records of one task make: value, partition, offset, arrival of each. */
  private static final class Parts implements Iterator<Row> {
    private final Iterator<Tuple4<byte[], Integer, Long, Long>> records;
    private final TaskDecoder decoder;
    private final OpenWindows open;
    private final List<Measure> measures;
    private final int groups;
    private final int columns;
    private final int time;

    /** Of the last heartbeat in event time; heartbeats come as one row at the end. */
    private long heartbeat = Long.MIN_VALUE;

    private int next;

    Parts(
        Iterator<Tuple4<byte[], Integer, Long, Long>> records,
        StreamDefinition definition,
        TimeLimits limits,
        DeadLetters deadLetters) {
      this.records = records;
      decoder = new TaskDecoder(definition, limits, deadLetters, TaskContext.get());
      open = new OpenWindows(definition, MOST_ENTRIES);
      measures = measures(definition);
      groups = definition.aggregated().by().size();
      columns = schema(definition).size();
      time = definition.raw().indexOf(definition.raw().time());
    }

    @Override
    public boolean hasNext() {
      if (next == open.size()) {
        fill();
      }
      return next < open.size() || heartbeat > Long.MIN_VALUE;
    }

    private void fill() {
      open.clear();
      next = 0;
      while (records.hasNext() && !open.isFull()) {
        var record = records.next();
        String problem = decoder.decode(record._1(), record._2(), record._3(), record._4());
        if (problem == null) {
          Reading reading = decoder.reading();
          if (reading.heartbeat()) {
            heartbeat = Math.max(heartbeat, reading.number(time));
          } else {
            open.add(reading);
          }
        }
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return next < open.size() ? part(next++) : lastHeartbeat();
    }

    private Row part(int entry) {
      List<Object> row = new ArrayList<>();
      row.add(open.latest(entry));
      for (int i = 0; i < groups; i++) {
        row.add(open.group(entry, i));
      }
      row.add(false);
      row.add(open.count(entry));
      for (int i = 0; i < measures.size(); i++) {
        row.add(open.state(entry, i, 0));
        if (hasSecond(measures.get(i))) {
          row.add(open.state(entry, i, 1));
        }
      }
      return RowFactory.create(row.toArray());
    }

    private Row lastHeartbeat() {
      Object[] row = new Object[columns];
      row[0] = heartbeat;
      row[1 + groups] = true;
      heartbeat = Long.MIN_VALUE;
      return RowFactory.create(row);
    }
  }
}
