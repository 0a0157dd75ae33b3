package io.tidemark.audit.lake;

import static io.tidemark.lake.sql.DataFileQuery.quoted;

import io.tidemark.audit.station.WindowRange;
import io.tidemark.lake.sql.DataFileQuery;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.RowColumn;
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
import org.apache.iceberg.Schema;

/**
 * Adds up the readings and the sums of the rows of each window, and the rows that lack a measure
 * which always has a value.
 */
final class WindowCounter implements FileCounter {
  /** In SQL, what a column has that the table does not have. */
  private static final String NOTHING = "CAST(NULL AS DECIMAL(18, 0))";

  private final Schema schema;
  private final String readings;
  private final List<Measure> measures;

  /** The measures that each row has a value of. */
  private final List<String> required;

  private final SortedMap<Long, Long> windows = new TreeMap<>();
  private final SortedMap<Long, Long> rows = new TreeMap<>();
  private final Map<Long, Map<String, BigDecimal>> sums = new HashMap<>();

  /** Rows without a measure, by the measure and the start of their window. */
  private final Map<String, SortedMap<Long, Long>> lacking = new HashMap<>();

  /**
   * @param schema of the table, which need not have the measures of the definition yet
   */
  WindowCounter(StreamDefinition.Aggregated aggregated, Schema schema) {
    this.schema = schema;
    readings = aggregated.readings().name();
    measures =
        aggregated.measures().stream()
            .filter(measure -> measure.function() == AggregateFunction.SUM)
            .toList();
    required = RowColumn.required(aggregated).stream().map(RowColumn::name).toList();
  }

  @Override
  public Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>(List.of(StreamDefinition.WINDOW_START, readings));
    measures.forEach(measure -> columns.add(measure.name()));
    columns.addAll(required);
    columns.removeIf(column -> schema.findField(column) == null);
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
    sql.append(quoted(StreamDefinition.WINDOW_START)).append("), COALESCE(SUM(");
    sql.append(quoted(readings)).append("), 0)::BIGINT, COUNT(*)");
    // the sum of no value is null
    for (Measure measure : measures) {
      sql.append(", COALESCE(SUM(").append(column(measure.name())).append("), 0)");
    }
    for (String measure : required) {
      sql.append(", COUNT(*) - COUNT(").append(column(measure)).append(")");
    }
    sql.append(" FROM ").append(DataFileQuery.VIEW).append(" GROUP BY 1");
    files.each(sql.toString(), this::add);
  }

  private String column(String measure) {
    return schema.findField(measure) == null ? NOTHING : quoted(measure);
  }

  private void add(ResultSet row) throws SQLException {
    long window = row.getLong(1);
    windows.merge(window, row.getLong(2), Long::sum);
    rows.merge(window, row.getLong(3), Long::sum);
    Map<String, BigDecimal> into = sums.computeIfAbsent(window, ignored -> new HashMap<>());
    for (int i = 0; i < measures.size(); i++) {
      into.merge(measures.get(i).field().name(), row.getBigDecimal(4 + i), BigDecimal::add);
    }
    for (int i = 0; i < required.size(); i++) {
      long without = row.getLong(4 + measures.size() + i);
      if (without > 0) {
        lacking
            .computeIfAbsent(required.get(i), ignored -> new TreeMap<>())
            .merge(window, without, Long::sum);
      }
    }
  }

  /** Readings by start of the window, epoch milliseconds. */
  SortedMap<Long, Long> windows() {
    return windows;
  }

  /** The rows of some windows. */
  long rows(WindowRange range) {
    return sum(rows, range);
  }

  private static long sum(SortedMap<Long, Long> byWindow, WindowRange range) {
    return range.of(byWindow).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many rows of some windows lack a measure, by measure. */
  SortedMap<String, Long> lacking(WindowRange range) {
    SortedMap<String, Long> some = new TreeMap<>();
    lacking.forEach(
        (measure, byWindow) -> {
          long without = sum(byWindow, range);
          if (without > 0) {
            some.put(measure, without);
          }
        });
    return some;
  }

  /** Exact sums by start of the window and field. */
  Map<Long, Map<String, BigDecimal>> sums() {
    return sums;
  }
}
