package io.tidemark.superset;

import static java.util.stream.Collectors.joining;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Dashboard;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The datasets of a stream: its raw rows, its windows, and the last positions. */
record Datasets(StreamDefinition definition) {
  /** The metric of both datasets that the two charts show. */
  static final String SHOWN = "shown";

  /** The metric that counts readings. */
  static final String READINGS = "all_readings";

  /** The raw rows that the definition counts, with its derived fields. */
  SupersetDataset raw() {
    StreamDefinition.Raw raw = definition.raw();
    RawSql sql = new RawSql(raw);
    var where = definition.aggregated().where();
    boolean table = where == null && raw.derived().isEmpty();
    SupersetDataset dataset =
        table
            ? SupersetDataset.of(raw.topic(), null, true)
            : SupersetDataset.of(raw.topic() + " (counted)", query(sql), true);
    dataset.column("__time", "TIMESTAMP");
    raw.all().stream()
        .filter(field -> !field.equals(raw.time()))
        .forEach(field -> dataset.column(field.name(), RawSql.type(field)));
    Series series = Series.of(definition);
    Series readings = Series.readings(definition);
    dataset.metric(READINGS, readings.kind(), readings.label(), readings.raw());
    return dataset.metric(SHOWN, series.kind(), series.label(), series.raw());
  }

  private String query(RawSql sql) {
    StreamDefinition.Raw raw = definition.raw();
    List<String> columns = new ArrayList<>(List.of("\"__time\""));
    for (Field field : raw.all()) {
      if (!field.equals(raw.time())) {
        String name = RawSql.name(field.name());
        columns.add(field.derived() == null ? name : sql.value(field) + " AS " + name);
      }
    }
    var where = definition.aggregated().where();
    return "SELECT "
        + String.join(", ", columns)
        + " FROM "
        + RawSql.name(raw.topic())
        + (where == null ? "" : " WHERE " + sql.condition(where));
  }

  /**
   * The windows of a kind. Of windows that slide, those that begin at a multiple of their length:
   * so each reading is in one.
   */
  static SupersetDataset windows(StreamDefinition definition) {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    SupersetDataset dataset =
        aggregated.overlap() == 1
            ? SupersetDataset.of(aggregated.topic(), null, true)
            : SupersetDataset.of(aggregated.topic() + " (apart)", apart(aggregated), true);
    dataset.column("__time", "TIMESTAMP");
    for (AggregatedColumn column : aggregated.columns()) {
      if (!column.name().equals(StreamDefinition.WINDOW_START)) {
        dataset.column(column.name(), type(column));
      }
    }
    Series readings = Series.readings(definition);
    Series series = Series.of(definition);
    dataset.metric(READINGS, readings.kind(), readings.label(), readings.aggregated());
    dataset.metric(SHOWN, series.kind(), series.label(), series.aggregated());
    for (Measure measure : aggregated.measures()) {
      metric(dataset, definition, measure);
    }
    return dataset;
  }

  private static String apart(StreamDefinition.Aggregated aggregated) {
    return aggregated.columns().stream()
            .map(AggregatedColumn::name)
            .filter(name -> !name.equals(StreamDefinition.WINDOW_START))
            .map(RawSql::name)
            .collect(joining(", ", "SELECT \"__time\", ", ""))
        + " FROM "
        + RawSql.name(aggregated.topic())
        + " WHERE MOD(TIMESTAMP_TO_MILLIS(\"__time\"), "
        + aggregated.window().toMillis()
        + ") = 0";
  }

  /** The name of the metric over the windows that merges a measure. */
  static String metric(Measure measure) {
    return measure.function() == AggregateFunction.COUNT ? READINGS : "all_" + measure.name();
  }

  private static void metric(
      SupersetDataset dataset, StreamDefinition definition, Measure measure) {
    String column = RawSql.name(measure.name());
    String name = metric(measure);
    Field field = measure.field();
    switch (measure.function()) {
      case COUNT -> {}
      case COUNT_VALUES, SUM, AVG ->
          Series.of(definition, measure)
              .ifPresent(one -> dataset.metric(name, one.kind(), one.label(), one.aggregated()));
      case MIN, MAX -> {
        if (field.type().isNumber()) {
          boolean min = measure.function().keyword().equals("min");
          dataset.metric(
              name,
              SupersetDataset.Kind.EXTREME,
              Series.labelled(min ? "Lowest " : "Highest ", field),
              (min ? "MIN(" : "MAX(") + column + ")");
        }
      }
      case DISTINCT ->
          dataset.metric(
              name,
              SupersetDataset.Kind.DISTINCT,
              "Different " + field.name(),
              "APPROX_COUNT_DISTINCT_DS_HLL(" + column + ")");
      // Druid's SQL cannot read a KLL sketch: queries/weather-p95-by-city.json is native
      case QUANTILES, FIRST, LAST, STDDEV -> {}
    }
  }

  /** The last position of each group; empty if the windows have none. */
  Optional<SupersetDataset> positions(Field group) {
    Optional<Dashboard.Position> position =
        definition.dashboard().position(definition.aggregated());
    if (group == null || position.isEmpty()) {
      return Optional.empty();
    }
    String by = RawSql.name(group.name());
    String sql =
        "SELECT %s, LATEST(%s) AS \"latitude\", LATEST(%s) AS \"longitude\" FROM %s GROUP BY %s"
            .formatted(
                by,
                RawSql.name(position.get().latitude().name()),
                RawSql.name(position.get().longitude().name()),
                RawSql.name(definition.aggregated().topic()),
                by);
    return Optional.of(
        SupersetDataset.of(definition.name() + " (last positions)", sql, false)
            .column(group.name(), RawSql.type(group))
            .column("latitude", "DOUBLE")
            .column("longitude", "DOUBLE")
            .metric("positions", SupersetDataset.Kind.OTHER, "Positions", "COUNT(*)"));
  }

  private static String type(AggregatedColumn column) {
    return switch (column.type()) {
      case INT -> "BIGINT";
      case DECIMAL -> "DOUBLE";
      case INSTANT, STRING, BOOLEAN -> "VARCHAR";
      case HLL -> "COMPLEX<HLLSketch>";
      case KLL -> "COMPLEX<KllDoublesSketch>";
    };
  }
}
