package io.tidemark.audit.lake;

import static io.tidemark.lake.sql.DataFileQuery.quoted;

import io.tidemark.audit.station.WindowRange;
import io.tidemark.lake.sql.DataFileQuery;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;

/** Adds up the readings and the sums of the rows of each window. */
final class WindowCounter implements FileCounter {
  private final String readings;
  private final List<Measure> measures;
  private final SortedMap<Long, Long> windows = new TreeMap<>();
  private final SortedMap<Long, Long> rows = new TreeMap<>();
  private final Map<Long, Map<String, BigDecimal>> sums = new HashMap<>();

  WindowCounter(StreamDefinition.Aggregated aggregated) {
    readings = aggregated.readings().name();
    measures =
        aggregated.measures().stream()
            .filter(measure -> measure.function() == AggregateFunction.SUM)
            .toList();
  }

  @Override
  public Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>(List.of(StreamDefinition.WINDOW_START, readings));
    measures.forEach(measure -> columns.add(measure.name()));
    return columns;
  }

  @Override
  public Set<String> statistics() {
    return Set.of();
  }

  /** No statistics have sums. */
  @Override
  public boolean countByStatistics(DataFile file) {
    return false;
  }

  @Override
  public void count(DataFileQuery files) {
    StringBuilder sql = new StringBuilder("SELECT epoch_ms(");
    sql.append(quoted(StreamDefinition.WINDOW_START)).append("), SUM(").append(quoted(readings));
    sql.append(")::BIGINT, COUNT(*)");
    // the sum of no value is null
    for (Measure measure : measures) {
      sql.append(", COALESCE(SUM(").append(quoted(measure.name())).append("), 0)");
    }
    sql.append(" FROM ").append(DataFileQuery.VIEW).append(" GROUP BY 1");
    files.each(sql.toString(), this::add);
  }

  private void add(ResultSet row) throws SQLException {
    long window = row.getLong(1);
    windows.merge(window, row.getLong(2), Long::sum);
    rows.merge(window, row.getLong(3), Long::sum);
    Map<String, BigDecimal> into = sums.computeIfAbsent(window, ignored -> new HashMap<>());
    for (int i = 0; i < measures.size(); i++) {
      into.merge(measures.get(i).field().name(), row.getBigDecimal(4 + i), BigDecimal::add);
    }
  }

  /** Readings by start of the window, epoch milliseconds. */
  SortedMap<Long, Long> windows() {
    return windows;
  }

  /** The rows of some windows. */
  long rows(WindowRange range) {
    return range.of(rows).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Exact sums by start of the window and field. */
  Map<Long, Map<String, BigDecimal>> sums() {
    return sums;
  }
}
