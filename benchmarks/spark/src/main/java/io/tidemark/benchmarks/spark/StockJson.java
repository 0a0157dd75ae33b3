package io.tidemark.benchmarks.spark;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.hll_sketch_agg;
import static org.apache.spark.sql.functions.kll_sketch_agg_double;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.stddev_samp;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.window;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
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
 * The peer of {@link io.tidemark.spark.window.WindowedAggregation}: the same aggregation with
 * Spark's own functions, {@code from_json}, {@code window} and its aggregate functions, as in its
 * <a
 * href="https://spark.apache.org/docs/latest/streaming/structured-streaming-kafka-integration.html">guide
 * for Kafka</a>. A malformed record is skipped without its offset and reason. Of readings with the
 * same event time, any may be the last.
 */
final class StockJson {
  private static final String READ = "reading";
  private static final String MOMENT = "moment";
  private static final String HEARTBEAT = StreamDefinition.HEARTBEAT;

  private StockJson() {}

  /** The same columns as {@link io.tidemark.spark.window.WindowedAggregation#ofRecords}. */
  static Dataset<Row> windows(Dataset<Row> records, StreamDefinition definition) {
    StreamDefinition.Raw raw = definition.raw();
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    List<Column> by = new ArrayList<>();
    by.add(window(col(MOMENT), aggregated.window().toMillis() + " milliseconds"));
    aggregated.by().forEach(field -> by.add(col(field.name())));
    List<Column> measures = aggregated.measures().stream().map(StockJson::measure).toList();
    List<Column> columns = new ArrayList<>();
    columns.add(col("window.start").as(StreamDefinition.WINDOW_START));
    columns.add(col("window.end").as(StreamDefinition.WINDOW_END));
    aggregated.by().forEach(field -> columns.add(col(field.name())));
    aggregated.measures().forEach(measure -> columns.add(col(measure.name())));
    return read(records, raw)
        .withColumn(MOMENT, timestamp_millis(col(raw.time().name())))
        .groupBy(by.toArray(Column[]::new))
        .agg(measures.get(0), measures.subList(1, measures.size()).toArray(Column[]::new))
        .select(columns.toArray(Column[]::new));
  }

  /**
   * The readings with the columns and types of their table in the lake.
   *
   * @param records of Spark's Kafka source
   */
  static Dataset<Row> readings(Dataset<Row> records, StreamDefinition definition) {
    String time = definition.raw().time().name();
    return read(
            records
                .withColumnRenamed("partition", "kafka_partition")
                .withColumnRenamed("offset", "kafka_offset"),
            definition.raw(),
            "kafka_partition",
            "kafka_offset")
        .withColumn(time, timestamp_millis(col(time)));
  }

  /**
   * The fields of the readings, without heartbeats.
   *
   * @param after columns of their records that come after the fields
   */
  private static Dataset<Row> read(
      Dataset<Row> records, StreamDefinition.Raw raw, String... after) {
    StructType schema = new StructType();
    for (Field field : raw.fields()) {
      schema = schema.add(field.name(), type(field));
    }
    schema = schema.add(HEARTBEAT, DataTypes.BooleanType);
    List<Column> parsed = new ArrayList<>();
    parsed.add(
        from_json(col("value").cast("string"), schema, Map.of("mode", "PERMISSIVE")).as(READ));
    for (String column : after) {
      parsed.add(col(column));
    }
    return records
        .select(parsed.toArray(Column[]::new))
        .select(READ + ".*", after)
        .where(col(raw.time().name()).isNotNull().and(col(HEARTBEAT).isNull()))
        .drop(HEARTBEAT);
  }

  private static Column measure(Measure measure) {
    Column field = measure.field() == null ? lit(1) : col(measure.field().name());
    return (switch (measure.function()) {
          case COUNT, COUNT_VALUES -> count(field);
          case SUM -> sum(field);
          case AVG -> avg(field);
          case MIN -> min(field);
          case MAX -> max(field);
          case FIRST -> min_by(field, moment(measure));
          case LAST -> max_by(field, moment(measure));
          case STDDEV -> stddev_samp(field);
          case DISTINCT ->
              hll_sketch_agg(
                  measure.field().type() == FieldType.BOOLEAN ? field.cast("int") : field);
          case QUANTILES -> kll_sketch_agg_double(field.cast("double"));
        })
        .as(measure.name());
  }

  /** The event time, null without a value: readings without one are neither first nor last. */
  private static Column moment(Measure measure) {
    return measure.nullable()
        ? when(col(measure.field().name()).isNotNull(), col(MOMENT))
        : col(MOMENT);
  }

  private static DataType type(Field field) {
    return switch (field.type()) {
      case TIMESTAMP, INT -> DataTypes.LongType;
      case DECIMAL -> DataTypes.createDecimalType(18, field.scale());
      case STRING -> DataTypes.StringType;
      case BOOLEAN -> DataTypes.BooleanType;
    };
  }
}
