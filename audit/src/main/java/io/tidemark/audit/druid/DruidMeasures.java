package io.tidemark.audit.druid;

import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts the rows of the aggregated datasource that lack a measure, which a spec of another
 * definition leaves out. Measures that may have no value and sketches are not counted.
 */
final class DruidMeasures {
  private final DruidSql druid;
  private final WindowRange range;
  private final String datasource;
  private final List<String> measures;

  DruidMeasures(DruidSql druid, WindowRange range, StreamDefinition.Aggregated aggregated) {
    this.druid = druid;
    this.range = range;
    datasource = aggregated.topic();
    measures = RowColumn.required(aggregated).stream().map(RowColumn::name).toList();
  }

  /**
   * How many rows of the range lack a measure, by measure.
   *
   * @param count the rows of the range
   */
  SortedMap<String, Long> lacking(StationCount count) {
    SortedMap<String, Long> lacking = new TreeMap<>();
    if (count.rows() == 0) {
      return lacking;
    }
    List<String> known = new ArrayList<>();
    long[] columns = one(knownSql()).orElse(new long[measures.size()]);
    for (int i = 0; i < measures.size(); i++) {
      if (columns[i] > 0) {
        known.add(measures.get(i));
      } else {
        // a column that no row has is none
        lacking.put(measures.get(i), count.rows());
      }
    }
    long[] nulls = known.isEmpty() ? new long[0] : one(nullsSql(known)).orElse(new long[0]);
    for (int i = 0; i < nulls.length; i++) {
      if (nulls[i] > 0) {
        lacking.put(known.get(i), nulls[i]);
      }
    }
    return lacking;
  }

  private Optional<long[]> one(String sql) {
    return druid.ask(datasource, sql).filter(rows -> !rows.isEmpty()).map(rows -> rows.get(0));
  }

  String knownSql() {
    return measures.stream()
        .map(name -> "COUNT(*) FILTER (WHERE \"COLUMN_NAME\" = '%s')".formatted(name))
        .collect(
            Collectors.joining(
                ", ",
                "SELECT ",
                " FROM \"INFORMATION_SCHEMA\".\"COLUMNS\" WHERE \"TABLE_SCHEMA\" = 'druid'"
                    + " AND \"TABLE_NAME\" = '%s'".formatted(datasource)));
  }

  String nullsSql(List<String> known) {
    return known.stream()
        .map("COUNT(*) - COUNT(\"%s\")"::formatted)
        .collect(
            Collectors.joining(
                ", ",
                "SELECT ",
                " FROM \"druid\".\"%s\"%s"
                    .formatted(datasource, DruidCounts.between(range.from(), range.to()))));
  }
}
