package io.tidemark.spark.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.tidemark.model.definition.AggregatedColumn.Type;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.window.PartialAggregation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Encodes windows as Kafka records: the value is JSON in the order of the definition, or Avro, the
 * key {@code key|window_start}. In the key a group without a value is {@value #NO_VALUE}, and a
 * text of a field that may have no value gets a second backslash if it begins with one.
 */
public final class AggregatedRecords {
  /** UTC, as the session's time zone is; always with milliseconds. */
  private static final String ISO = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";

  /** A group without a value in the key of a record. */
  private static final String NO_VALUE = "\\N";

  private static final String BACKSLASH = "\\";

  /** Writes null columns too, such as the deviation of a single reading. */
  public static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

  private AggregatedRecords() {}

  /**
   * Encodes windows as records.
   *
   * @param windows the result of {@link io.tidemark.spark.window.WindowedAggregation#ofRecords}
   * @param definition with the ids of the schemas, if its rows are Avro
   * @return the columns {@code key}, a text, {@code value}, bytes, and {@code topic}, a text
   */
  public static Dataset<Row> encode(Dataset<Row> windows, StreamDefinition definition) {
    List<Column> key = new ArrayList<>();
    for (Field field : definition.aggregated().by()) {
      key.add(text(field));
    }
    key.add(date_format(col(StreamDefinition.WINDOW_START), ISO));
    return windows.select(
        concat_ws("|", key.toArray(Column[]::new)).as("key"),
        value(definition).as("value"),
        topic(definition).as("topic"));
  }

  private static Column value(StreamDefinition definition) {
    return definition.hasAvroRows()
        ? RowFrames.encode(
            definition.aggregated(), byKind(definition, one -> lit(one.schemas().ids().reading())))
        : to_json(struct(members(definition)), WITH_NULLS).cast("binary");
  }

  private static Column text(Field field) {
    Column text = col(field.name()).cast("string");
    return field.nullable()
        ? when(text.isNull(), NO_VALUE)
            .when(text.startsWith(BACKSLASH), concat(lit(BACKSLASH), text))
            .otherwise(text)
        : text;
  }

  /** The topic of each row; each window definition has its own. */
  private static Column topic(StreamDefinition definition) {
    return byKind(definition, one -> lit(one.topic()));
  }

  private static Column byKind(
      StreamDefinition definition, Function<StreamDefinition.Aggregated, Column> of) {
    List<StreamDefinition.Aggregated> kinds = definition.aggregates();
    Column chosen = of.apply(kinds.get(0));
    for (int kind = 1; kind < kinds.size(); kind++) {
      chosen =
          when(col(PartialAggregation.KIND).equalTo(kind), of.apply(kinds.get(kind)))
              .otherwise(chosen);
    }
    return chosen;
  }

  /** The rows as JSON writes them: the columns of the definition, instants as ISO 8601. */
  public static Dataset<Row> withInstantsAsText(Dataset<Row> windows, StreamDefinition definition) {
    return windows.select(members(definition));
  }

  private static Column[] members(StreamDefinition definition) {
    return definition.aggregated().columns().stream()
        .map(
            column -> {
              Column value = col(column.name());
              return (column.type() == Type.INSTANT ? date_format(value, ISO) : value)
                  .as(column.name());
            })
        .toArray(Column[]::new);
  }
}
