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
  /** An aggregate with a name for people. */
  record Metric(String label, String sql) {}

  static SupersetDataset of(String name, String sql, boolean timed) {
    return new SupersetDataset(name, sql, timed, new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  SupersetDataset column(String column, String type) {
    columns.put(column, type);
    return this;
  }

  SupersetDataset metric(String metric, String label, String expression) {
    metrics.put(metric, new Metric(label, expression));
    return this;
  }

  String id() {
    return AssetIds.of("dataset", name);
  }
}
