package io.tidemark.benchmarks.flink;

import static java.util.stream.Collectors.joining;

import io.tidemark.benchmarks.peer.Refusals;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Translates a definition to Flink SQL: a table over each topic, as described on the <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/connectors/table/kafka/">page
 * on Kafka</a>, and the windows as a <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/dev/table/sql/queries/window-agg/">window
 * aggregation</a> over TUMBLE or HOP. A definition that Flink does not compute as the job does is
 * refused.
 */
record WindowSql(StreamDefinition definition, String kafka, String to) {
  /** The event time column; no field of a definition begins with an underscore. */
  private static final String EVENT_TIME = "`_event_time`";

  private static final String RECORD_KEY = "_record_key";

  /** A column that TUMBLE and HOP add to their result. */
  private static final String WINDOW_TIME = "window_time";

  /**
   * The maximum precision of decimals that Flink computes in 64 bits; a field uses all 64 bits.
   * Flink's JSON format reads a number with more digits as NULL.
   */
  private static final int PRECISION = 18;

  /** The number of digits of the largest BIGINT. */
  private static final int INT_PRECISION = 19;

  private static final int WIDEST = 38;

  /** The minimum scale of an AVG over decimals. */
  private static final int AVERAGE_SCALE = 6;

  /**
   * @throws UserError for a definition that Flink SQL does not compute as the job does
   */
  WindowSql {
    Refusals refusals = refusals(definition);
    refusals.requireCommon();
    requireReadable(definition.raw(), refusals);
    for (Measure measure : definition.aggregated().measures()) {
      if (measure.function() == AggregateFunction.FIRST
          || measure.function() == AggregateFunction.LAST) {
        requireInOrder(measure, definition, refusals);
      }
    }
    // an unsupported part is refused here
    where(definition);
  }

  private static Refusals refusals(StreamDefinition definition) {
    return new Refusals("Flink SQL", definition);
  }

  private static void requireReadable(StreamDefinition.Raw raw, Refusals refusals) {
    Field time = raw.time();
    String written = "'%s' with 'format: %s'".formatted(time.name(), time.format().keyword());
    if (time.format() == TimeFormat.YYYYMMDD) {
      throw refusals.of(written, "Flink reads days that do not exist, 20260231 as 28 February");
    }
    if (time.format() == TimeFormat.ISO) {
      throw refusals.of(written, "Flink ignores the zone when it reads a time from a text");
    }
    if (raw.fields().stream().anyMatch(field -> field.name().equals(WINDOW_TIME))) {
      throw refusals.of(
          "the field '" + WINDOW_TIME + "'", "Flink's windows have a column of that name");
    }
  }

  /**
   * Flink's FIRST_VALUE and LAST_VALUE use the order of arrival. In a backlog this is the event
   * time order for the readings of one key, which are in one partition and have distinct times.
   */
  private static void requireInOrder(
      Measure measure, StreamDefinition definition, Refusals refusals) {
    Field key = definition.raw().key();
    if (key == null || !definition.aggregated().by().contains(key)) {
      throw refusals.of(
          measure,
          "Flink's is in order of arrival, which is that of the event times only within one "
              + (key == null
                  ? "key, and the definition has none"
                  : "'" + key.name() + "', and 'by' does not have it"));
    }
    if (definition.aggregated().overlap() > 1) {
      throw refusals.of(
          measure, "with 'slide' Flink merges parts of windows, and cannot merge this function");
    }
  }

  String source() {
    StreamDefinition.Raw raw = definition.raw();
    Stream<String> fields =
        raw.fields().stream().map(field -> name(field.name()) + " " + type(field));
    Stream<String> more =
        Stream.of(
            name(StreamDefinition.HEARTBEAT) + " BOOLEAN",
            "%s AS TO_TIMESTAMP_LTZ(%s, %d)"
                .formatted(
                    EVENT_TIME,
                    name(raw.time().name()),
                    raw.time().format() == TimeFormat.SECONDS ? 0 : 3),
            "WATERMARK FOR %s AS %s - %s"
                .formatted(EVENT_TIME, EVENT_TIME, interval(definition.aggregated().watermark())));
    Map<String, String> options = new LinkedHashMap<>();
    options.put("topic", raw.topic());
    options.put("format", "json");
    options.put("scan.startup.mode", "earliest-offset");
    options.put("scan.bounded.mode", "latest-offset");
    return table("readings", Stream.concat(fields, more), options);
  }

  String sink() {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    Stream<String> groups =
        aggregated.columns().stream()
            .limit(2L + aggregated.by().size())
            .map(column -> name(column.name()) + " " + type(column));
    Stream<String> measures =
        aggregated.measures().stream().map(measure -> name(measure.name()) + " " + type(measure));
    Map<String, String> options = new LinkedHashMap<>();
    options.put("topic", to);
    options.put("key.format", "raw");
    options.put("key.fields", RECORD_KEY);
    options.put("value.format", "json");
    options.put("value.fields-include", "EXCEPT_KEY");
    options.put("value.json.timestamp-format.standard", "ISO-8601");
    return table(
        "windows",
        Stream.concat(Stream.of(name(RECORD_KEY) + " STRING"), Stream.concat(groups, measures)),
        options);
  }

  String insert() {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    String by = aggregated.by().stream().map(field -> name(field.name()) + ", ").collect(joining());
    String key =
        aggregated.by().stream()
            .map(field -> "CAST(" + name(field.name()) + " AS STRING), ")
            .collect(joining());
    return """
    INSERT INTO windows
    SELECT CONCAT_WS('|', %sDATE_FORMAT(window_start, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')),
      CAST(window_start AS TIMESTAMP_LTZ(3)), CAST(window_end AS TIMESTAMP_LTZ(3)), %s%s
    FROM %s
    WHERE %s IS NULL%s
    GROUP BY %swindow_start, window_end"""
        .formatted(
            key,
            by,
            aggregated.measures().stream().map(WindowSql::measure).collect(joining(", ")),
            windows(),
            name(StreamDefinition.HEARTBEAT),
            where(definition),
            by);
  }

  private String windows() {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    String size = interval(aggregated.window());
    return aggregated.overlap() == 1
        ? "TUMBLE(TABLE readings, DESCRIPTOR(%s), %s)".formatted(EVENT_TIME, size)
        : "HOP(TABLE readings, DESCRIPTOR(%s), %s, %s)"
            .formatted(EVENT_TIME, interval(aggregated.slide()), size);
  }

  private static String where(StreamDefinition definition) {
    return definition.aggregated().where() == null
        ? ""
        : " AND ("
            + new ConditionSql(definition.raw().all(), refusals(definition))
                .of(definition.aggregated().where())
            + ")";
  }

  private String table(String name, Stream<String> columns, Map<String, String> options) {
    return "CREATE TABLE %s (%s) WITH ('connector' = 'kafka', 'properties.bootstrap.servers' = %s%s)"
        .formatted(
            name,
            columns.collect(joining(", ")),
            text(kafka),
            options.entrySet().stream()
                .map(option -> ", " + text(option.getKey()) + " = " + text(option.getValue()))
                .collect(joining()));
  }

  private static String measure(Measure measure) {
    return switch (measure.function()) {
      case COUNT -> "COUNT(*)";
      case COUNT_VALUES -> "COUNT(" + name(measure.field().name()) + ")";
      case SUM -> "SUM(" + summand(measure.field()) + ")";
      case MIN -> "MIN(" + name(measure.field().name()) + ")";
      case MAX -> "MAX(" + name(measure.field().name()) + ")";
      case FIRST -> "FIRST_VALUE(" + name(measure.field().name()) + ")";
      case LAST -> "LAST_VALUE(" + name(measure.field().name()) + ")";
      case AVG -> average(measure);
      case STDDEV, DISTINCT, QUANTILES -> throw refusedBefore(measure.name());
    };
  }

  /**
   * The operand of SUM. A sum of BIGINT overflows at 64 bits; a sum of decimals has {@value
   * #WIDEST} digits.
   */
  private static String summand(Field field) {
    String name = name(field.name());
    return field.type() == FieldType.INT ? cast(name, INT_PRECISION, 0) : name;
  }

  /**
   * The mean, rounded once, half up. An AVG over decimals has their scale, but at least {@value
   * #AVERAGE_SCALE} places. If the column has a larger scale, the field is cast to it first. If it
   * has a smaller scale, the field is divided by a power of ten, and the mean multiplied by it.
   */
  private static String average(Measure measure) {
    String field = name(measure.field().name());
    int scale = measure.column().scale();
    if (scale > AVERAGE_SCALE) {
      return "AVG(" + cast(field, WIDEST, scale) + ")";
    }
    if (scale == AVERAGE_SCALE) {
      return "AVG(" + field + ")";
    }
    BigDecimal power = BigDecimal.TEN.pow(AVERAGE_SCALE - scale);
    return cast(
        "AVG(%s * %s) * %s".formatted(field, BigDecimal.ONE.divide(power), power), WIDEST, scale);
  }

  private static String type(Field field) {
    return switch (field.type()) {
      case TIMESTAMP, INT -> "BIGINT";
      case DECIMAL -> decimal(PRECISION, field.scale());
      case STRING -> "STRING";
      case BOOLEAN -> "BOOLEAN";
    };
  }

  private static String type(Measure measure) {
    return measure.function() == AggregateFunction.SUM
        ? decimal(WIDEST, measure.column().scale())
        : type(measure.column());
  }

  private static String type(AggregatedColumn column) {
    return switch (column.type()) {
      case INSTANT -> "TIMESTAMP_LTZ(3)";
      case INT -> "BIGINT";
      case DECIMAL -> decimal(WIDEST, column.scale());
      case STRING -> "STRING";
      case BOOLEAN -> "BOOLEAN";
      case HLL, KLL -> throw refusedBefore(column.name());
    };
  }

  private static IllegalStateException refusedBefore(String name) {
    return new IllegalStateException(name + " should have been refused");
  }

  private static String cast(String value, int precision, int scale) {
    return "CAST(" + value + " AS " + decimal(precision, scale) + ")";
  }

  private static String decimal(int precision, int scale) {
    return "DECIMAL(" + precision + ", " + scale + ")";
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

  static String name(String name) {
    return "`" + name + "`";
  }

  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
