package io.tidemark.audit;

import io.tidemark.model.StreamDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts a stream's two datasources; each has the name of its topic. */
final class DruidCounts {
  private final DruidSql druid;
  private final StreamDefinition definition;

  DruidCounts(DruidSql druid, StreamDefinition definition) {
    this.druid = druid;
    this.definition = definition;
  }

  /** Readings per window, or nothing when the datasource does not exist. */
  Optional<StationCount> raw() {
    String datasource = definition.raw().topic();
    return druid.ask(datasource, rawSql()).map(DruidCounts::count);
  }

  /** Readings and rows per window, or nothing when the datasource does not exist. */
  Optional<StationCount> aggregated() {
    String datasource = definition.aggregated().topic();
    return druid.ask(datasource, aggregatedSql()).map(DruidCounts::count);
  }

  /**
   * The remainder of a time before 1970 is negative, hence the second one: windows start at whole
   * multiples on both sides. TIME_FLOOR would floor calendar periods and not any millisecond.
   */
  String rawSql() {
    long length = definition.aggregated().window().toMillis();
    String time = "TIMESTAMP_TO_MILLIS(__time)";
    String window = String.format("%1$s - MOD(MOD(%1$s, %2$d) + %2$d, %2$d)", time, length);
    return String.format(
        "SELECT %s, COUNT(*), COUNT(*) FROM \"druid\".\"%s\" GROUP BY 1",
        window, definition.raw().topic());
  }

  String aggregatedSql() {
    return String.format(
        "SELECT TIMESTAMP_TO_MILLIS(__time), SUM(\"%s\"), COUNT(*) FROM \"druid\".\"%s\" GROUP BY 1",
        definition.aggregated().readings().name(), definition.aggregated().topic());
  }

  private static StationCount count(List<long[]> answer) {
    SortedMap<Long, Long> windows = new TreeMap<>();
    long rows = 0;
    for (long[] row : answer) {
      windows.put(row[0], row[1]);
      rows += row[2];
    }
    return StationCount.of(rows, windows, Map.of());
  }
}
