package io.tidemark.spark.archive;

import static org.apache.spark.sql.functions.udf;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** Turns frames of Avro into the JSON of their rows. */
final class RowTexts implements UDF1<byte[], String> {
  private static final long serialVersionUID = 1L;

  private final StreamDefinition.Aggregated windows;

  /** Made in each task, because it is not thread-safe. */
  private transient RowReader reader;

  private RowTexts(StreamDefinition.Aggregated windows) {
    this.windows = windows;
  }

  /** The rows of the topic's values as JSON. */
  static Column decode(Column value, StreamDefinition.Aggregated windows) {
    return windows.isAvro()
        ? udf(new RowTexts(windows), DataTypes.StringType).apply(value)
        : value.cast("string");
  }

  /**
   * @throws UnreadableRow for a record that is no row, which fails the task
   */
  @Override
  public String call(byte[] value) throws UnreadableRow {
    if (reader == null) {
      reader = RowReader.of(windows);
    }
    return reader.read(value).toString();
  }
}
