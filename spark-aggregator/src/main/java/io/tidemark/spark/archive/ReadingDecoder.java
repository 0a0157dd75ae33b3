package io.tidemark.spark.archive;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;

import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.TaskDecoder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Decodes raw records into rows of the table {@code readings}: a row for each record that decodes
 * and has a possible event time, also for one that {@code where} excludes and one that comes again.
 * Heartbeats and dead records have no row.
 *
 * @param columns the names of the table's columns; one that the definition does not have stays
 *     empty
 * @param deadLetters receives every record that cannot be counted
 */
record ReadingDecoder(
    StreamDefinition definition,
    TimeLimits limits,
    DeadLetterSink deadLetters,
    ArrayList<String> columns)
    implements RowDecoder {
  private static final int PRECISION = 18;
  private static final long BEYOND_PRECISION = 1_000_000_000_000_000_000L;
  private static final long MICROS = 1000;

  ReadingDecoder(
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters,
      List<String> columns) {
    this(definition, limits, deadLetters, new ArrayList<>(columns));
  }

  /**
   * The part of Kafka's records that decoding needs: value, partition, offset, the record's
   * timestamp (-1 when it has none), and the time of the micro-batch.
   */
  static Dataset<Row> records(Dataset<Row> records) {
    return records.select(
        col("value"),
        col("partition"),
        col("offset"),
        coalesce(unix_millis(col("timestamp")), lit(-1L)),
        unix_millis(current_timestamp()));
  }

  @Override
  public Iterator<InternalRow> decode(Iterator<InternalRow> records) {
    return new Rows(records);
  }

  /** The value of one column of the current record. */
  private interface Value {
    Object of(Reading reading, InternalRow record);
  }

  private Value value(String column) {
    StreamDefinition.Raw raw = definition.raw();
    for (Field field : raw.all()) {
      if (field.name().equals(column)) {
        Value value = value(field, raw.indexOf(field));
        int place = raw.indexOf(field);
        return field.nullable()
            ? (reading, record) -> reading.isNull(place) ? null : value.of(reading, record)
            : value;
      }
    }
    if (column.equals(TableLayout.KAFKA_PARTITION)) {
      return (reading, record) -> record.getInt(1);
    }
    if (column.equals(TableLayout.KAFKA_OFFSET)) {
      return (reading, record) -> record.getLong(2);
    }
    if (column.equals(raw.time().name() + TableLayout.NANOS)) {
      return (reading, record) -> (int) (reading.nanos() % MICROS);
    }
    return (reading, record) -> null;
  }

  private static Value value(Field field, int place) {
    int scale = field.scale();
    return switch (field.type()) {
      case TIMESTAMP ->
          (reading, record) -> reading.number(place) * MICROS + reading.nanos() / MICROS;
      case INT -> (reading, record) -> reading.number(place);
      case DECIMAL -> (reading, record) -> decimal(reading.number(place), scale);
      case STRING -> (reading, record) -> UTF8String.fromBytes(reading.utf8(place));
      case BOOLEAN -> (reading, record) -> reading.number(place) != 0;
    };
  }

  /** One of 19 digits fails in a column of 18, so that no column has values beyond its type. */
  private static Decimal decimal(long lastPlaces, int scale) {
    boolean fits = lastPlaces > -BEYOND_PRECISION && lastPlaces < BEYOND_PRECISION;
    return Decimal.createUnsafe(lastPlaces, fits ? PRECISION : PRECISION + 1, scale);
  }

  private final class Rows implements Iterator<InternalRow> {
    private final Iterator<InternalRow> records;
    private final TaskDecoder decoder;
    private final Value[] values;
    private final Object[] row;
    private final InternalRow view;
    private boolean ready;

    Rows(Iterator<InternalRow> records) {
      this.records = records;
      decoder = new TaskDecoder(definition, limits, deadLetters, TaskContext.get());
      values = columns.stream().map(ReadingDecoder.this::value).toArray(Value[]::new);
      row = new Object[values.length];
      view = new GenericInternalRow(row);
    }

    @Override
    public boolean hasNext() {
      while (!ready && records.hasNext()) {
        ready = decode(records.next());
      }
      return ready;
    }

    private boolean decode(InternalRow record) {
      String problem =
          decoder.decode(
              record.getBinary(0),
              record.getInt(1),
              record.getLong(2),
              record.getLong(3),
              record.getLong(4));
      Reading reading = decoder.reading();
      if (problem != null || reading.heartbeat()) {
        return false;
      }
      for (int i = 0; i < values.length; i++) {
        row[i] = values[i].of(reading, record);
      }
      return true;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ready = false;
      return view;
    }
  }
}
