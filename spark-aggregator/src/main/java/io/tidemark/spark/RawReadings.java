package io.tidemark.spark;

import io.tidemark.model.Field;
import io.tidemark.model.FieldType;
import io.tidemark.model.RawDecoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Decodes raw records. A row has a column for each field of the definition, all numbers as longs
 * (the event time in epoch milliseconds, a decimal as the count of its last place), and besides
 * them {@link #HEARTBEAT} and {@link #PROBLEM}.
 */
public final class RawReadings {
  /** Whether the row is a heartbeat, which has an event time only. */
  public static final String HEARTBEAT = StreamDefinition.HEARTBEAT;

  /** Why the record could not be decoded; null when it could. */
  public static final String PROBLEM = "__problem";

  private RawReadings() {}

  /**
   * Decodes the column {@code value} (binary) of Kafka's records.
   *
   * @return a row for each record, in the same order
   */
  public static Dataset<Row> decode(Dataset<Row> records, StreamDefinition definition) {
    MapPartitionsFunction<byte[], Row> decode = values -> new Rows(values, definition.raw());
    return records
        .select("value")
        .as(Encoders.BINARY())
        .mapPartitions(decode, Encoders.row(schema(definition.raw())));
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

  /** Decodes one value after the other as Spark asks for them. */
  private static final class Rows implements Iterator<Row> {
    private final Iterator<byte[]> values;
    private final List<Field> fields;
    private final int time;
    private final RawDecoder decoder;
    private final Reading reading;

    Rows(Iterator<byte[]> values, StreamDefinition.Raw raw) {
      this.values = values;
      fields = raw.fields();
      time = raw.indexOf(raw.time());
      decoder = new RawDecoder(raw);
      reading = new Reading(raw);
    }

    @Override
    public boolean hasNext() {
      return values.hasNext();
    }

    @Override
    public Row next() {
      Object[] row = new Object[fields.size() + 2];
      String problem = decoder.decode(values.next(), reading);
      boolean heartbeat = problem == null && reading.heartbeat();
      row[fields.size()] = heartbeat;
      row[fields.size() + 1] = problem;
      if (problem == null) {
        row[time] = reading.number(time);
        if (!heartbeat) {
          fill(row);
        }
      }
      return RowFactory.create(row);
    }

    private void fill(Object[] row) {
      for (int i = 0; i < fields.size(); i++) {
        if (i != time) {
          row[i] = fields.get(i).type() == FieldType.STRING ? reading.text(i) : reading.number(i);
        }
      }
    }
  }
}
