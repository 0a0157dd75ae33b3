package io.tidemark.spark.decode;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Readings as rows of the raw datasource, with the values that its supervisor gives to Druid: the
 * event time in epoch milliseconds, a decimal as the nearest double, true and false as texts. Each
 * reading is a row, also one that {@code where} excludes and one that comes again.
 */
public final class DatasourceRows {
  private DatasourceRows() {}

  /**
   * The rows, with a column for each field of the record.
   *
   * @param from epoch milliseconds: no earlier event times; null for all
   * @param to epoch milliseconds: only event times before it; null for all
   */
  public static Dataset<Row> of(
      List<ReadingInput<?>> inputs, StreamDefinition definition, Long from, Long to) {
    List<Field> fields = definition.raw().fields();
    StructType schema = new StructType();
    for (Field field : fields) {
      schema = schema.add(field.name(), type(field.type()));
    }
    StructType columns = schema;
    int time = definition.raw().indexOf(definition.raw().time());
    long first = from == null ? Long.MIN_VALUE : from;
    long last = to == null ? Long.MAX_VALUE : to - 1;
    return inputs.stream()
        .map(input -> input.map(readings -> rows(readings, fields, time, first, last), columns))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private static Iterator<Row> rows(
      Supplier<Reading> readings, List<Field> fields, int time, long first, long last) {
    return Stream.generate(readings)
        .takeWhile(Objects::nonNull)
        .filter(reading -> !reading.heartbeat())
        .filter(reading -> reading.number(time) >= first && reading.number(time) <= last)
        .map(reading -> row(reading, fields))
        .iterator();
  }

  private static Row row(Reading reading, List<Field> fields) {
    Object[] row = new Object[fields.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = reading.isNull(i) ? null : value(reading, i, fields.get(i));
    }
    return RowFactory.create(row);
  }

  private static Object value(Reading reading, int place, Field field) {
    return switch (field.type()) {
      case TIMESTAMP, INT -> reading.number(place);
      case DECIMAL -> BigDecimal.valueOf(reading.number(place), field.scale()).doubleValue();
      case BOOLEAN -> Boolean.toString(reading.number(place) != 0);
      case STRING -> new String(reading.utf8(place), StandardCharsets.UTF_8);
    };
  }

  private static DataType type(FieldType type) {
    return switch (type) {
      case TIMESTAMP, INT -> DataTypes.LongType;
      case DECIMAL -> DataTypes.DoubleType;
      case BOOLEAN, STRING -> DataTypes.StringType;
    };
  }
}
