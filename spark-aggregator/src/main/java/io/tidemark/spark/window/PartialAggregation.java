package io.tidemark.spark.window;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.spark.decode.RawReadings;
import io.tidemark.spark.decode.ReadingInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Partial aggregates: the aggregate of some of a window's readings. A row has the latest event time
 * of its readings (epoch milliseconds, in the column of the event time), the window's {@link
 * #START} and {@link #END}, with several kinds of windows also {@link #KIND}, the group, {@link
 * RawReadings#HEARTBEAT}, {@link #COUNT}, and for each measure the columns of {@link MeasureState}:
 *
 * <ul>
 *   <li>a sum or an average: the sums of the upper halves (each counts 2³²) and of the lower halves
 *   <li>a standard deviation: the same, and the sums of the squares' four quarters, lowest first
 *   <li>a minimum or a maximum: the value
 *   <li>a first or a last: its event time, of event times with places beyond the millisecond the
 *       nanoseconds too, and the value
 *   <li>distinct values and quantiles: the bytes of the sketch
 *   <li>a count of values: the count
 *   <li>an average or a standard deviation of a field that may have no value: in addition the
 *       number of values, last
 * </ul>
 *
 * Numbers are longs, decimals as the count of their last place, true and false as 1 and 0. Without
 * a value all columns of a measure are null, and its numbers of values 0. {@link
 * WindowedAggregation} merges the parts.
 */
public final class PartialAggregation {
  /** The number of readings in a part. */
  static final String COUNT = "__count";

  /** The window's start, epoch milliseconds. */
  static final String START = "__start";

  /** The window's end, epoch milliseconds. */
  static final String END = "__end";

  /** The index of the window definition, counted from 0. */
  public static final String KIND = "__kind";

  private PartialAggregation() {}

  /**
   * Decodes readings and aggregates them within each task, which returns a row for each window and
   * group, not for each reading.
   */
  public static Dataset<Row> decode(ReadingInput<?> input, StreamDefinition definition) {
    return input.map(readings -> new Parts(readings, definition), schema(definition));
  }

  /** Aggregates the rows of {@link RawReadings#rows}, without heartbeats. */
  static Dataset<Row> ofReadings(Dataset<Row> readings, StreamDefinition definition) {
    MapPartitionsFunction<Row, Row> aggregate =
        rows -> new Parts(readings(rows, definition), definition);
    return readings
        .select(RawReadings.columns(definition).stream().map(functions::col).toArray(Column[]::new))
        .mapPartitions(aggregate, Encoders.row(schema(definition)));
  }

  private static Supplier<Reading> readings(Iterator<Row> rows, StreamDefinition definition) {
    List<Field> fields = definition.used();
    int[] places = fields.stream().mapToInt(definition.raw()::indexOf).toArray();
    boolean[] nullable = new boolean[places.length];
    for (int i = 0; i < places.length; i++) {
      nullable[i] = fields.get(i).nullable();
    }
    boolean fine = definition.raw().hasFineTimes();
    Reading reading = definition.raw().newReading();
    return () -> {
      if (!rows.hasNext()) {
        return null;
      }
      Row row = rows.next();
      for (int i = 0; i < places.length; i++) {
        boolean isNull = nullable[i] && row.isNullAt(i);
        reading.setNull(places[i], isNull);
        if (isNull) {
          continue;
        }
        if (fields.get(i).type() == FieldType.STRING) {
          reading.text(places[i], row.getString(i));
        } else {
          reading.number(places[i], row.getLong(i));
        }
      }
      if (fine) {
        reading.nanos((int) row.getLong(places.length));
      }
      return reading;
    };
  }

  static boolean hasKinds(StreamDefinition definition) {
    return definition.aggregates().size() > 1;
  }

  private static StructType schema(StreamDefinition definition) {
    List<StructField> columns = new ArrayList<>();
    columns.add(column(definition.raw().time().name(), DataTypes.LongType));
    columns.add(column(START, DataTypes.LongType));
    columns.add(column(END, DataTypes.LongType));
    if (hasKinds(definition)) {
      columns.add(column(KIND, DataTypes.IntegerType));
    }
    for (Field field : definition.aggregated().by()) {
      columns.add(column(field.name(), MeasureState.type(field)));
    }
    columns.add(column(RawReadings.HEARTBEAT, DataTypes.BooleanType));
    columns.add(column(COUNT, DataTypes.LongType));
    for (MeasureState measure : MeasureState.of(definition)) {
      List<DataType> types = measure.types();
      for (int part = 0; part < types.size(); part++) {
        columns.add(column(measure.column(part), types.get(part)));
      }
    }
    return DataTypes.createStructType(columns);
  }

  private static StructField column(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  /** The parts of the readings of one task. */
  private static final class Parts implements Iterator<Row> {
    /** Supplies one reading after the other, then null. */
    private final Supplier<Reading> readings;

    private final PaneAggregator open;
    private final List<StreamDefinition.Aggregated> kinds;
    private final int[] states;
    private final int groups;
    private final StructType schema;
    private final int time;

    /**
     * The latest event time of the readings and heartbeats that no window counts; they become one
     * row at the end.
     */
    private long uncounted = Long.MIN_VALUE;

    /** The next entry, its window definition, and which of its overlapping windows. */
    private int next;

    private int kind;
    private int turn;

    Parts(Supplier<Reading> readings, StreamDefinition definition) {
      this.readings = readings;
      open = new PaneAggregator(definition);
      kinds = definition.aggregates();
      states = MeasureState.of(definition).stream().mapToInt(MeasureState::size).toArray();
      groups = definition.aggregated().by().size();
      schema = schema(definition);
      time = definition.raw().indexOf(definition.raw().time());
    }

    @Override
    public boolean hasNext() {
      if (next == open.size()) {
        fill();
      }
      return next < open.size() || uncounted > Long.MIN_VALUE;
    }

    private void fill() {
      open.clear();
      next = 0;
      while (!open.isFull()) {
        Reading reading = readings.get();
        if (reading == null) {
          return;
        }
        if (reading.heartbeat() || !reading.counts()) {
          uncounted = Math.max(uncounted, reading.number(time));
        } else {
          open.add(reading);
        }
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return next < open.size() ? part() : lastUncounted();
    }

    /** An entry belongs to a pane, which is a part of one or more windows. */
    private Row part() {
      StreamDefinition.Aggregated windows = kinds.get(kind);
      long start = windows.windowStart(open.start(next)) - turn * windows.slide().toMillis();
      List<Object> row = new ArrayList<>(schema.size());
      row.add(open.latest(next));
      row.add(start);
      row.add(start + windows.window().toMillis());
      if (kinds.size() > 1) {
        row.add(kind);
      }
      for (int i = 0; i < groups; i++) {
        row.add(open.group(next, i));
      }
      row.add(false);
      row.add(open.count(next));
      for (int i = 0; i < states.length; i++) {
        for (int part = 0; part < states[i]; part++) {
          row.add(open.state(next, i, part));
        }
      }
      advance(windows);
      return RowFactory.create(row.toArray());
    }

    private void advance(StreamDefinition.Aggregated windows) {
      if (++turn == windows.overlap()) {
        turn = 0;
        if (++kind == kinds.size()) {
          kind = 0;
          next++;
        }
      }
    }

    private Row lastUncounted() {
      Object[] row = new Object[schema.size()];
      row[0] = uncounted;
      row[schema.fieldIndex(RawReadings.HEARTBEAT)] = true;
      uncounted = Long.MIN_VALUE;
      return RowFactory.create(row);
    }
  }
}
