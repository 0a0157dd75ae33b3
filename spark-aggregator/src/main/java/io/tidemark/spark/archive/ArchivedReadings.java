package io.tidemark.spark.archive;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import io.tidemark.cli.UserError;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.decode.ReadingInput;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Makes readings of the rows of the table {@code readings}: the same as {@link ReadingDecoder} made
 * of their records. Derived fields and the condition of the definition are computed again, so that
 * a changed definition gives what it would give from the topic. A row without a value of a field
 * that must have one is no reading, as its record would be none.
 */
public record ArchivedReadings(StreamDefinition definition, TimeLimits limits)
    implements ReadingInput.Decoder<Row> {
  private static final long MICROS = 1000;
  private static final int NANOS = 1000;

  /**
   * The readings of a table.
   *
   * @param table the table's rows, or some of them
   * @param limits the event times that are possible; how far they may be ahead of their arrival was
   *     checked when they were archived
   * @throws UserError when the table has no column for a field that must have a value
   */
  public static ReadingInput<Row> of(
      Dataset<Row> table, StreamDefinition definition, TimeLimits limits) {
    Set<String> found = Set.copyOf(Arrays.asList(table.columns()));
    List<Column> columns = new ArrayList<>();
    for (Field field : definition.raw().fields()) {
      columns.add(column(field, found, definition));
    }
    String nanos = definition.raw().time().name() + TableLayout.NANOS;
    boolean hasNanos = TableLayout.hasNanos(definition) && found.contains(nanos);
    // null in rows from before the definition had such times
    columns.add(hasNanos ? coalesce(col(quoted(nanos)), lit(0)) : lit(0));
    return new ReadingInput<>(
        table.select(columns.toArray(Column[]::new)),
        new ArchivedReadings(definition, new TimeLimits(limits.earliest(), null)));
  }

  private static Column column(Field field, Set<String> found, StreamDefinition definition) {
    if (!found.contains(field.name())) {
      if (!field.nullable()) {
        throw new UserError(
            TableLayout.readings(definition).fullName()
                + " has no column "
                + field.name()
                + ", of which the definition requires a value; './tidemark aggregate archive' adds"
                + " it with the first readings that have one");
      }
      return lit(null).as(field.name());
    }
    Column column = col(quoted(field.name()));
    return field.type() == FieldType.TIMESTAMP ? unix_micros(column) : column;
  }

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  @Override
  public Supplier<Reading> readings(Iterator<Row> rows) {
    List<Field> fields = definition.raw().fields();
    Reading reading = definition.raw().newReading();
    TimeLimits.Check check = limits.check(definition);
    return () -> {
      while (rows.hasNext()) {
        if (read(rows.next(), fields, reading) && check.problem(reading, 0, 0) == null) {
          return reading;
        }
      }
      return null;
    };
  }

  /** Returns false for a row that lacks a value. */
  private static boolean read(Row row, List<Field> fields, Reading reading) {
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      boolean none = row.isNullAt(i);
      if (none && !field.nullable()) {
        return false;
      }
      reading.setNull(i, none);
      if (!none) {
        set(reading, i, row, field, fields.size());
      }
    }
    return true;
  }

  private static void set(Reading reading, int place, Row row, Field field, int nanos) {
    switch (field.type()) {
      case TIMESTAMP -> {
        long micros = row.getLong(place);
        reading.number(place, Math.floorDiv(micros, MICROS));
        reading.nanos((int) Math.floorMod(micros, MICROS) * NANOS + row.getInt(nanos));
      }
      case INT -> reading.number(place, row.getLong(place));
      case DECIMAL -> {
        BigDecimal value = row.getDecimal(place);
        reading.number(place, value.movePointRight(field.scale()).longValueExact());
      }
      case STRING -> reading.text(place, row.getString(place));
      case BOOLEAN -> reading.number(place, row.getBoolean(place) ? 1 : 0);
    }
  }
}
