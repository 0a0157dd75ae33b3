package io.tidemark.spark.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_millis;

import io.tidemark.model.avro.AvroRowEncoder;
import io.tidemark.model.definition.AggregatedColumn.Type;
import io.tidemark.model.definition.StreamDefinition;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/** Encodes windows as frames of Avro. */
final class RowFrames implements UDF2<Row, Integer, byte[]> {
  private static final long serialVersionUID = 1L;

  private final StreamDefinition.Aggregated windows;

  /** Made in each task, because it is not thread-safe. */
  private transient AvroRowEncoder encoder;

  private RowFrames(StreamDefinition.Aggregated windows) {
    this.windows = windows;
  }

  /**
   * The frame of each row.
   *
   * @param windows of any kind: all kinds have the same columns
   * @param id of the row's schema
   */
  static Column encode(StreamDefinition.Aggregated windows, Column id) {
    Column[] columns =
        windows.columns().stream()
            .map(
                column ->
                    column.type() == Type.INSTANT
                        ? unix_millis(col(column.name())).as(column.name())
                        : col(column.name()))
            .toArray(Column[]::new);
    return udf(new RowFrames(windows), DataTypes.BinaryType).apply(struct(columns), id);
  }

  @Override
  public byte[] call(Row row, Integer id) {
    if (encoder == null) {
      encoder = new AvroRowEncoder(windows);
    }
    return encoder.encode(id, row::get);
  }
}
