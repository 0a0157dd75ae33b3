package io.tidemark.spark.archive.row;

import io.tidemark.model.definition.Field;
import java.util.function.ToLongFunction;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of the table {@code readings}: its value in a row. */
abstract class ReadingColumn {
  /** The digits of a decimal in a table. */
  private static final int PRECISION = 18;

  private static final long BEYOND_PRECISION = 1_000_000_000_000_000_000L;
  private static final long MICROS = 1000;

  /** A column without values. */
  static final ReadingColumn NONE =
      new ReadingColumn() {
        @Override
        boolean isOf(DataType column) {
          return true;
        }

        @Override
        boolean isNull(ReadingRow row) {
          return true;
        }

        @Override
        long number(ReadingRow row) {
          throw new IllegalStateException("no value");
        }

        @Override
        Object object(ReadingRow row) {
          return null;
        }

        @Override
        void write(ReadingRow row, ColumnWriter file, int level) {
          throw new IllegalStateException("no value");
        }
      };

  /** Whether a column of a table has the type of {@link #write}: people may have widened it. */
  abstract boolean isOf(DataType column);

  boolean isNull(ReadingRow row) {
    return false;
  }

  /** The value of a column of numbers: of times in microseconds, of decimals the last places. */
  abstract long number(ReadingRow row);

  /** The value as Spark has it in its rows. */
  abstract Object object(ReadingRow row);

  /**
   * Writes the value, which is not null.
   *
   * @param level the definition level of a value, as Parquet calls it
   */
  abstract void write(ReadingRow row, ColumnWriter file, int level);

  /**
   * @param place of the field in a reading
   */
  static ReadingColumn of(Field field, int place) {
    ReadingColumn column =
        switch (field.type()) {
          case TIMESTAMP ->
              new Numbers(
                  DataTypes.TimestampType,
                  row -> row.reading().number(place) * MICROS + row.reading().nanos() / MICROS);
          case INT -> number(row -> row.reading().number(place));
          case DECIMAL -> new DecimalColumn(place, field.scale());
          case STRING -> new Text(place);
          case BOOLEAN -> new Bool(place);
        };
    return field.nullable() ? new Nullable(column, place) : column;
  }

  /** A column of 8 bytes. */
  static ReadingColumn number(ToLongFunction<ReadingRow> value) {
    return new Numbers(DataTypes.LongType, value);
  }

  /** A column of 4 bytes. */
  static ReadingColumn integer(ToLongFunction<ReadingRow> value) {
    return new Integers(value);
  }

  private static final class Numbers extends ReadingColumn {
    private final DataType type;
    private final ToLongFunction<ReadingRow> value;

    Numbers(DataType type, ToLongFunction<ReadingRow> value) {
      this.type = type;
      this.value = value;
    }

    @Override
    boolean isOf(DataType column) {
      return column.equals(type);
    }

    @Override
    long number(ReadingRow row) {
      return value.applyAsLong(row);
    }

    @Override
    Object object(ReadingRow row) {
      return number(row);
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      file.write(value.applyAsLong(row), 0, level);
    }
  }

  private static final class Integers extends ReadingColumn {
    private final ToLongFunction<ReadingRow> value;

    Integers(ToLongFunction<ReadingRow> value) {
      this.value = value;
    }

    @Override
    boolean isOf(DataType column) {
      return column.equals(DataTypes.IntegerType);
    }

    @Override
    long number(ReadingRow row) {
      return value.applyAsLong(row);
    }

    @Override
    Object object(ReadingRow row) {
      return (int) number(row);
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      file.write((int) value.applyAsLong(row), 0, level);
    }
  }

  private static final class DecimalColumn extends ReadingColumn {
    private final int place;
    private final int scale;

    DecimalColumn(int place, int scale) {
      this.place = place;
      this.scale = scale;
    }

    @Override
    boolean isOf(DataType column) {
      return column.equals(DataTypes.createDecimalType(PRECISION, scale));
    }

    @Override
    long number(ReadingRow row) {
      return row.reading().number(place);
    }

    /** One of 19 digits has them as its precision, by which Iceberg refuses it. */
    @Override
    Decimal object(ReadingRow row) {
      long number = number(row);
      return Decimal.createUnsafe(number, fits(number) ? PRECISION : PRECISION + 1, scale);
    }

    private static boolean fits(long number) {
      return number > -BEYOND_PRECISION && number < BEYOND_PRECISION;
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      long number = number(row);
      if (!fits(number)) {
        throw new IllegalArgumentException(
            "cannot write "
                + object(row)
                + " as decimal("
                + PRECISION
                + ","
                + scale
                + "): widen the column");
      }
      file.write(number, 0, level);
    }
  }

  private static final class Text extends ReadingColumn {
    private final int place;

    Text(int place) {
      this.place = place;
    }

    @Override
    boolean isOf(DataType column) {
      return column.equals(DataTypes.StringType);
    }

    @Override
    long number(ReadingRow row) {
      throw new IllegalStateException("a text");
    }

    @Override
    Object object(ReadingRow row) {
      return UTF8String.fromBytes(row.reading().utf8(place));
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      file.write(Binary.fromConstantByteArray(row.reading().utf8(place)), 0, level);
    }
  }

  private static final class Bool extends ReadingColumn {
    private final int place;

    Bool(int place) {
      this.place = place;
    }

    @Override
    boolean isOf(DataType column) {
      return column.equals(DataTypes.BooleanType);
    }

    @Override
    long number(ReadingRow row) {
      return row.reading().number(place);
    }

    @Override
    Object object(ReadingRow row) {
      return number(row) != 0;
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      file.write(number(row) != 0, 0, level);
    }
  }

  private static final class Nullable extends ReadingColumn {
    private final ReadingColumn value;
    private final int place;

    Nullable(ReadingColumn value, int place) {
      this.value = value;
      this.place = place;
    }

    @Override
    boolean isOf(DataType column) {
      return value.isOf(column);
    }

    @Override
    boolean isNull(ReadingRow row) {
      return row.reading().isNull(place);
    }

    @Override
    long number(ReadingRow row) {
      return value.number(row);
    }

    @Override
    Object object(ReadingRow row) {
      return value.object(row);
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      value.write(row, file, level);
    }
  }
}
