package io.tidemark.benchmarks.flink;

import static java.util.stream.Collectors.joining;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A definition in Flink SQL: a table over each topic, as its <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/connectors/table/kafka/">page
 * on Kafka</a> has them, and the windows as a <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/dev/table/sql/queries/window-agg/">window
 * aggregation</a> over TUMBLE.
 */
record WindowSql(StreamDefinition definition, String kafka, String to) {
  private static final String EVENT_TIME = "event_time";

  /** The widest decimal that Flink reckons with in 64 bits; a field has up to 64. */
  private static final int PRECISION = 18;

  private static final int WIDEST = 38;

  String source() {
    StreamDefinition.Raw raw = definition.raw();
    Stream<String> fields =
        raw.fields().stream().map(field -> name(field.name()) + " " + type(field));
    Stream<String> more =
        Stream.of(
            name(StreamDefinition.HEARTBEAT) + " BOOLEAN",
            EVENT_TIME + " AS TO_TIMESTAMP_LTZ(" + name(raw.time().name()) + ", 3)",
            "WATERMARK FOR %s AS %s - %s"
                .formatted(EVENT_TIME, EVENT_TIME, interval(definition.aggregated().watermark())));
    return table(
        "readings",
        Stream.concat(fields, more),
        Map.of(
            "topic", raw.topic(),
            "format", "json",
            "scan.startup.mode", "earliest-offset",
            "scan.bounded.mode", "latest-offset"));
  }

  String sink() {
    return table(
        "windows",
        Stream.concat(
            Stream.of("record_key STRING"),
            definition.aggregated().columns().stream()
                .map(column -> name(column.name()) + " " + type(column))),
        Map.of(
            "topic", to,
            "key.format", "raw",
            "key.fields", "record_key",
            "value.format", "json",
            "value.fields-include", "EXCEPT_KEY",
            "value.json.timestamp-format.standard", "ISO-8601"));
  }

  /**
   * @throws UserError for a definition that would take another query
   */
  String insert() {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    if (aggregated.deduplicate()) {
      throw new UserError("the peer in Flink SQL keeps what comes twice");
    }
    String by =
        aggregated.by().stream().map(field -> name(field.name()) + ", ").collect(joining(""));
    String key =
        aggregated.by().stream()
            .map(field -> "CAST(" + name(field.name()) + " AS STRING), ")
            .collect(joining(""));
    return """
    INSERT INTO windows
    SELECT CONCAT_WS('|', %sDATE_FORMAT(window_start, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')),
      CAST(window_start AS TIMESTAMP_LTZ(3)), CAST(window_end AS TIMESTAMP_LTZ(3)), %s%s
    FROM TUMBLE(TABLE readings, DESCRIPTOR(%s), %s)
    WHERE %s IS NULL
    GROUP BY %swindow_start, window_end"""
        .formatted(
            key,
            by,
            aggregated.measures().stream().map(WindowSql::measure).collect(joining(", ")),
            EVENT_TIME,
            interval(aggregated.window()),
            name(StreamDefinition.HEARTBEAT),
            by);
  }

  private String table(String name, Stream<String> columns, Map<String, String> options) {
    return "CREATE TABLE %s (%s) WITH ('connector' = 'kafka', 'properties.bootstrap.servers' = '%s'%s)"
        .formatted(
            name,
            columns.collect(joining(", ")),
            kafka,
            options.entrySet().stream()
                .map(option -> ", '" + option.getKey() + "' = '" + option.getValue() + "'")
                .collect(joining("")));
  }

  /** Flink has the last in order of arrival, which in a backlog is that of the event times. */
  private static String measure(Measure measure) {
    String field = measure.field() == null ? "*" : name(measure.field().name());
    return switch (measure.function()) {
      case COUNT -> "COUNT(*)";
      case SUM -> "SUM(" + field + ")";
      case MIN -> "MIN(" + field + ")";
      case MAX -> "MAX(" + field + ")";
      case FIRST -> "FIRST_VALUE(" + field + ")";
      case LAST -> "LAST_VALUE(" + field + ")";
      case AVG -> average(measure);
    };
  }

  /** Flink's mean has six places, as ours of a field with two. */
  private static String average(Measure measure) {
    if (measure.column().scale() != 6) {
      throw new UserError(
          "the peer in Flink SQL has six decimal places in an average, and %s has %d"
              .formatted(measure.name(), measure.column().scale()));
    }
    return "AVG(" + name(measure.field().name()) + ")";
  }

  private static String type(Field field) {
    return switch (field.type()) {
      case TIMESTAMP, INT -> "BIGINT";
      case DECIMAL -> "DECIMAL(" + PRECISION + ", " + field.scale() + ")";
      case STRING -> "STRING";
    };
  }

  private static String type(AggregatedColumn column) {
    return switch (column.type()) {
      case INSTANT -> "TIMESTAMP_LTZ(3)";
      case INT -> "BIGINT";
      case DECIMAL -> "DECIMAL(" + WIDEST + ", " + column.scale() + ")";
      case STRING -> "STRING";
    };
  }

  private static String interval(Duration duration) {
    return "INTERVAL '%d %02d:%02d:%02d.%03d' DAY(3) TO SECOND(3)"
        .formatted(
            duration.toDays(),
            duration.toHoursPart(),
            duration.toMinutesPart(),
            duration.toSecondsPart(),
            duration.toMillisPart());
  }

  private static String name(String name) {
    return "`" + name + "`";
  }
}
