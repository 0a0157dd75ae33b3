package io.tidemark.benchmarks;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.tidemark.model.Field;
import io.tidemark.model.FieldType;
import io.tidemark.model.StreamDefinition;
import io.tidemark.spark.RawReadings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The peer of {@link RawReadings}: raw records through Spark's own {@code from_json}, as its <a
 * href="https://spark.apache.org/docs/latest/streaming/structured-streaming-kafka-integration.html">guide
 * for Kafka</a> has it. It gives the same columns, so that the same aggregation follows; a record
 * that it cannot read is passed over, its place and reason unknown.
 */
final class StockJson {
  private static final String READ = "__read";

  private StockJson() {}

  static Dataset<Row> decode(Dataset<Row> records, StreamDefinition definition) {
    StreamDefinition.Raw raw = definition.raw();
    StructType schema = new StructType();
    for (Field field : raw.fields()) {
      schema = schema.add(field.name(), type(field));
    }
    schema = schema.add(RawReadings.HEARTBEAT, DataTypes.BooleanType);
    List<Column> columns = new ArrayList<>();
    for (Field field : raw.fields()) {
      Column value = col(READ + "." + field.name());
      columns.add(
          (field.type() == FieldType.DECIMAL
                  ? value.multiply(lit(BigDecimal.TEN.pow(field.scale()))).cast("long")
                  : value)
              .as(field.name()));
    }
    columns.add(col(READ + "." + RawReadings.HEARTBEAT).isNotNull().as(RawReadings.HEARTBEAT));
    Column unread = col(READ + "." + raw.time().name()).isNull();
    columns.add(when(unread, lit("not read")).as(RawReadings.PROBLEM));
    return records
        .select(
            from_json(col("value").cast("string"), schema, Map.of("mode", "PERMISSIVE")).as(READ))
        .select(columns.toArray(Column[]::new));
  }

  private static DataType type(Field field) {
    return switch (field.type()) {
      case TIMESTAMP, INT -> DataTypes.LongType;
      case DECIMAL -> DataTypes.createDecimalType(18, field.scale());
      case STRING -> DataTypes.StringType;
    };
  }
}
