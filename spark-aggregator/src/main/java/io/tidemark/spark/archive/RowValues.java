package io.tidemark.spark.archive;

import org.apache.iceberg.StructLike;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Spark's rows as Iceberg reads them to compute partitions. */
final class RowValues implements StructLike {
  private final DataType[] types;
  private InternalRow row;

  RowValues(StructType columns) {
    types = new DataType[columns.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = columns.apply(i).dataType();
    }
  }

  /** This view, of another row. */
  RowValues of(InternalRow shown) {
    row = shown;
    return this;
  }

  @Override
  public int size() {
    return types.length;
  }

  @Override
  public <T> T get(int column, Class<T> type) {
    Object value = row.isNullAt(column) ? null : row.get(column, types[column]);
    if (value instanceof UTF8String text) {
      value = text.toString();
    } else if (value instanceof Decimal decimal) {
      value = decimal.toJavaBigDecimal();
    }
    return type.cast(value);
  }

  @Override
  public <T> void set(int column, T value) {
    throw new UnsupportedOperationException("rows are read only");
  }
}
