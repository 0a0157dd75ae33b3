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
  private static final int NEVER_NULL = -1;

  /** A column without values. */
  static final ReadingColumn NONE =
      new ReadingColumn(null, NEVER_NULL) {
        @Override
        boolean isOf(DataType column) {
          return true;
        }

        @Override
        boolean isNull(ReadingRow row) {
          return true;
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

  private final DataType type;
  private final int nullable;

  /**
   * @param type as Spark has it
   * @param nullable the place in a reading of a field that may have no value, or {@link
   *     #NEVER_NULL}
   */
  private ReadingColumn(DataType type, int nullable) {
    this.type = type;
    this.nullable = nullable;
  }

  /**
   * @param place of the field in a reading
   */
  static ReadingColumn of(Field field, int place) {
    int nullable = field.nullable() ? place : NEVER_NULL;
    return switch (field.type()) {
      case TIMESTAMP ->
          new Numbers(
              DataTypes.TimestampType,
              nullable,
              row -> row.reading().number(place) * MICROS + row.reading().nanos() / MICROS);
      case INT -> new Numbers(DataTypes.LongType, nullable, row -> row.reading().number(place));
      case DECIMAL -> new Decimals(place, field.scale(), nullable);
      case STRING -> new Texts(place, nullable);
      case BOOLEAN -> new Booleans(place, nullable);
    };
  }

  /** A column of 8 bytes. */
  static ReadingColumn number(ToLongFunction<ReadingRow> value) {
    return new Numbers(DataTypes.LongType, NEVER_NULL, value);
  }

  /** A column of 4 bytes. */
  static ReadingColumn integer(ToLongFunction<ReadingRow> value) {
    return new Integers(value);
  }

  /** Whether a column of a table has the type of {@link #write}: people may have widened it. */
  boolean isOf(DataType column) {
    return column.equals(type);
  }

  boolean isNull(ReadingRow row) {
    return nullable != NEVER_NULL && row.reading().isNull(nullable);
  }

  /**
   * The value of a column of 8 bytes, of times in microseconds.
   *
   * @throws UnsupportedOperationException for another column
   */
  long number(ReadingRow row) {
    throw new UnsupportedOperationException("not a column of numbers");
  }

  /** The value as Spark has it in its rows. */
  abstract Object object(ReadingRow row);

  /**
   * Writes the value, which is not null.
   *
   * @param level the definition level of a value, as Parquet calls it
   */
  abstract void write(ReadingRow row, ColumnWriter file, int level);

  private static final class Numbers extends ReadingColumn {
    private final ToLongFunction<ReadingRow> value;

    Numbers(DataType type, int nullable, ToLongFunction<ReadingRow> value) {
      super(type, nullable);
      this.value = value;
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
      file.write(number(row), 0, level);
    }
  }

  private static final class Integers extends ReadingColumn {
    private final ToLongFunction<ReadingRow> value;

    Integers(ToLongFunction<ReadingRow> value) {
      super(DataTypes.IntegerType, NEVER_NULL);
      this.value = value;
    }

    @Override
    Object object(ReadingRow row) {
      return (int) value.applyAsLong(row);
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      file.write((int) value.applyAsLong(row), 0, level);
    }
  }

  private static final class Decimals extends ReadingColumn {
    private final int place;
    private final int scale;

    Decimals(int place, int scale, int nullable) {
      super(DataTypes.createDecimalType(PRECISION, scale), nullable);
      this.place = place;
      this.scale = scale;
    }

    /** One of 19 digits has them as its precision, by which Iceberg refuses it. */
    @Override
    Decimal object(ReadingRow row) {
      long lastPlaces = row.reading().number(place);
      return Decimal.createUnsafe(lastPlaces, fits(lastPlaces) ? PRECISION : PRECISION + 1, scale);
    }

    private static boolean fits(long lastPlaces) {
      return lastPlaces > -BEYOND_PRECISION && lastPlaces < BEYOND_PRECISION;
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      long lastPlaces = row.reading().number(place);
      if (!fits(lastPlaces)) {
        throw new IllegalArgumentException(
            "cannot write "
                + object(row)
                + " as decimal("
                + PRECISION
                + ","
                + scale
                + "): widen the column");
      }
      file.write(lastPlaces, 0, level);
    }
  }

  private static final class Texts extends ReadingColumn {
    private final int place;

    Texts(int place, int nullable) {
      super(DataTypes.StringType, nullable);
      this.place = place;
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

  private static final class Booleans extends ReadingColumn {
    private final int place;

    Booleans(int place, int nullable) {
      super(DataTypes.BooleanType, nullable);
      this.place = place;
    }

    @Override
    Boolean object(ReadingRow row) {
      return row.reading().number(place) != 0;
    }

    @Override
    void write(ReadingRow row, ColumnWriter file, int level) {
      file.write(object(row), 0, level);
    }
  }
}
