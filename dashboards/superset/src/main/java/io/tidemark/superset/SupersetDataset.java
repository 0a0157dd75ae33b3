package io.tidemark.superset;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table of Druid, or a query, as Superset knows it.
 *
 * @param name of the table or the query
 * @param sql the query, or null for a table
 * @param timed whether it has the column {@code __time}
 * @param columns SQL types by name
 * @param metrics by name, in the order in which they are added
 */
record SupersetDataset(
    String name,
    String sql,
    boolean timed,
    Map<String, String> columns,
    Map<String, Metric> metrics) {
  /** What a metric is, which decides in which charts it is. */
  enum Kind {
    /** Of readings. */
    COUNT,
    SUM,
    /** Of different values. */
    DISTINCT,
    MEAN,
    EXTREME,
    /** Of something else, such as positions. */
    OTHER
  }

  /** An aggregate with a name for people. */
  record Metric(Kind kind, String label, String sql) {}

  static SupersetDataset of(String name, String sql, boolean timed) {
    return new SupersetDataset(name, sql, timed, new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  SupersetDataset column(String column, String type) {
    columns.put(column, type);
    return this;
  }

  SupersetDataset metric(String metric, Kind kind, String label, String expression) {
    metrics.put(metric, new Metric(kind, label, expression));
    return this;
  }

  String id() {
    return AssetIds.of("dataset", name);
  }
}
