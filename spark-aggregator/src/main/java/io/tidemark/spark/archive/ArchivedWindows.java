package io.tidemark.spark.archive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.unix_micros;

import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Decodes the records of an aggregated topic, which this project writes, into rows of a table. */
final class ArchivedWindows {
  /** A record that is no window is an error. */
  private static final Map<String, String> STRICT = Map.of("mode", "FAILFAST");

  private static final String WINDOW = "window";

  private ArchivedWindows() {}

  /**
   * @param records the columns {@code value}, {@code partition} and {@code offset} of Kafka's
   *     source
   * @param windows with the schemas of their rows, if these are Avro
   * @param schema of the table; a column that the record does not have stays empty
   * @return the columns of the table, times as microseconds since 1970
   */
  static Dataset<Row> decode(
      Dataset<Row> records, StreamDefinition.Aggregated windows, Schema schema) {
    StructType json = new StructType();
    List<Column> columns = new ArrayList<>();
    for (StructField column : SparkSchemaUtil.convert(schema).fields()) {
      if (column.name().equals(TableLayout.KAFKA_PARTITION)) {
        columns.add(col("partition"));
      } else if (column.name().equals(TableLayout.KAFKA_OFFSET)) {
        columns.add(col("offset"));
      } else {
        json = json.add(column.name(), column.dataType());
        Column value = col(WINDOW).getField(column.name());
        columns.add(isTime(column) ? unix_micros(value) : value);
      }
    }
    return records
        .withColumn(WINDOW, from_json(RowTexts.decode(col("value"), windows), json, STRICT))
        .select(columns.toArray(Column[]::new));
  }

  /**
   * @param schema of the table
   */
  static RowDecoder<Row> rows(Schema schema) {
    StructType decoded = new StructType();
    for (StructField column : SparkSchemaUtil.convert(schema).fields()) {
      decoded = decoded.add(column.name(), isTime(column) ? DataTypes.LongType : column.dataType());
    }
    StructType columns = decoded;
    return (records, rows) -> {
      var converter = CatalystTypeConverters.createToCatalystConverter(columns);
      records.forEachRemaining(record -> rows.accept((InternalRow) converter.apply(record)));
    };
  }

  private static boolean isTime(StructField column) {
    return column.dataType().equals(DataTypes.TimestampType);
  }
}
