package io.tidemark.spark.archive;

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
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple5;

/**
 * Decodes raw records, as {@link io.tidemark.spark.decode.RawReadings#records} has them, into rows
 * of the table {@code readings}: a row for each record that decodes and has a possible event time,
 * also for one that {@code where} excludes and one that comes again. Heartbeats and dead records
 * have no row.
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
    implements RowDecoder<Tuple5<byte[], Integer, Long, Long, Long>> {
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

  @Override
  public void decode(
      Iterator<Tuple5<byte[], Integer, Long, Long, Long>> records, Consumer<InternalRow> rows) {
    TaskDecoder decoder = new TaskDecoder(definition, limits, deadLetters, TaskContext.get());
    Value[] values = columns.stream().map(this::value).toArray(Value[]::new);
    Object[] row = new Object[values.length];
    InternalRow view = new GenericInternalRow(row);
    while (records.hasNext()) {
      var record = records.next();
      String problem =
          decoder.decode(record._1(), record._2(), record._3(), record._4(), record._5());
      Reading reading = decoder.reading();
      if (problem == null && !reading.heartbeat()) {
        for (int i = 0; i < values.length; i++) {
          row[i] = values[i].of(reading, record);
        }
        rows.accept(view);
      }
    }
  }

  /** The value of one column of the current record. */
  private interface Value {
    Object of(Reading reading, Tuple5<byte[], Integer, Long, Long, Long> record);
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
      return (reading, record) -> record._2();
    }
    if (column.equals(TableLayout.KAFKA_OFFSET)) {
      return (reading, record) -> record._3();
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
}
