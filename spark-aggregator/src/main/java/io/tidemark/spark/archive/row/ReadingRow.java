package io.tidemark.spark.archive.row;

import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.spark.source.RawRecords;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The current reading of a task as a row of the table {@code readings}. Objects of values are made
 * only where Spark or Iceberg asks for them; {@link ReadingWriter} does not.
 */
public final class ReadingRow extends GenericInternalRow {
  private static final long serialVersionUID = 1L;
  private static final long MICROS = 1000;

  private final transient ReadingColumn[] columns;
  private transient Reading reading;
  private transient RawRecords records;
  private transient int record;

  /**
   * @param columns the names of the table's columns; one that the definition does not have stays
   *     empty
   */
  public ReadingRow(StreamDefinition definition, List<String> columns) {
    super(new Object[columns.size()]);
    StreamDefinition.Raw raw = definition.raw();
    this.columns = columns.stream().map(name -> column(name, raw)).toArray(ReadingColumn[]::new);
  }

  private static ReadingColumn column(String name, StreamDefinition.Raw raw) {
    for (Field field : raw.all()) {
      if (field.name().equals(name)) {
        return ReadingColumn.of(field, raw.indexOf(field));
      }
    }
    if (name.equals(TableLayout.KAFKA_PARTITION)) {
      return ReadingColumn.integer(row -> row.records.partition(row.record));
    }
    if (name.equals(TableLayout.KAFKA_OFFSET)) {
      return ReadingColumn.number(row -> row.records.offset(row.record));
    }
    if (name.equals(raw.time().name() + TableLayout.NANOS)) {
      return ReadingColumn.integer(row -> row.reading.nanos() % MICROS);
    }
    return ReadingColumn.NONE;
  }

  /**
   * Sets the values of this row.
   *
   * @param decoded what a record was decoded to
   * @param place of the record among the others
   */
  public void show(Reading decoded, RawRecords all, int place) {
    reading = decoded;
    records = all;
    record = place;
  }

  ReadingColumn[] columns() {
    return columns;
  }

  Reading reading() {
    return reading;
  }

  @Override
  public Object genericGet(int column) {
    return columns[column].isNull(this) ? null : columns[column].object(this);
  }

  /** Of a column that people have widened to 8 bytes, 8 bytes. */
  @Override
  public Object get(int column, DataType type) {
    Object value = genericGet(column);
    return value instanceof Integer number && type.equals(DataTypes.LongType)
        ? Long.valueOf(number)
        : value;
  }

  @Override
  public boolean isNullAt(int column) {
    return columns[column].isNull(this);
  }

  @Override
  public long getLong(int column) {
    return columns[column].number(this);
  }
}
