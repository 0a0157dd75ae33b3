package io.tidemark.spark.source;

import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Kafka's records as the columns of Spark's Kafka source: {@code key}, {@code value}, {@code
 * topic}, {@code partition}, {@code offset}, {@code timestamp}, {@code timestampType}.
 */
final class RecordColumns {
  private static final long MICROS = 1000;

  private RecordSlice records = RecordSlice.NOTHING;
  private final Batch batch;

  RecordColumns(TopicPartition partition) {
    UTF8String topic = UTF8String.fromString(partition.topic());
    batch =
        new Batch(
            new ColumnVector[] {
              new RecordColumn(DataTypes.BinaryType) {
                @Override
                public boolean isNullAt(int row) {
                  return records.get(row).key() == null;
                }

                @Override
                public byte[] getBinary(int row) {
                  return records.get(row).key();
                }
              },
              new RecordColumn(DataTypes.BinaryType) {
                @Override
                public boolean isNullAt(int row) {
                  return records.get(row).value() == null;
                }

                @Override
                public byte[] getBinary(int row) {
                  return records.get(row).value();
                }
              },
              new RecordColumn(DataTypes.StringType) {
                @Override
                public UTF8String getUTF8String(int row) {
                  return topic;
                }
              },
              new RecordColumn(DataTypes.IntegerType) {
                @Override
                public int getInt(int row) {
                  return partition.partition();
                }
              },
              new RecordColumn(DataTypes.LongType) {
                @Override
                public long getLong(int row) {
                  return records.get(row).offset();
                }
              },
              new RecordColumn(DataTypes.TimestampType) {
                @Override
                public long getLong(int row) {
                  return records.get(row).timestamp() * MICROS;
                }
              },
              new RecordColumn(DataTypes.IntegerType) {
                @Override
                public int getInt(int row) {
                  return records.get(row).timestampType().id;
                }
              }
            });
  }

  /** Sets the records of the columns. */
  void show(RecordSlice records) {
    this.records = records;
    batch.setNumRows(records.size());
  }

  Batch batch() {
    return batch;
  }

  /** The columns, and the records themselves. */
  final class Batch extends ColumnarBatch {
    Batch(ColumnVector[] columns) {
      super(columns);
    }

    RecordSlice records() {
      return records;
    }
  }

  /**
   * Base class of the columns: nullable, and no type is supported unless a subclass overrides its
   * getter.
   */
  private abstract static class RecordColumn extends ColumnVector {
    RecordColumn(DataType type) {
      super(type);
    }

    @Override
    public void close() {}

    @Override
    public boolean hasNull() {
      return true;
    }

    @Override
    public int numNulls() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isNullAt(int row) {
      return false;
    }

    @Override
    public boolean getBoolean(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte getByte(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public short getShort(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getInt(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getLong(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float getFloat(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double getDouble(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ColumnarArray getArray(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ColumnarMap getMap(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UTF8String getUTF8String(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] getBinary(int row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ColumnVector getChild(int ordinal) {
      throw new UnsupportedOperationException();
    }
  }
}
