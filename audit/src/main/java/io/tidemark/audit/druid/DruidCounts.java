package io.tidemark.audit.druid;

import io.tidemark.audit.rows.SettledWindows;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts a stream's two datasources; each has the name of its topic. */
final class DruidCounts {
  /** So many rows are grouped in one question; Druid's buffers for it are small by default. */
  private static final long MOST_ROWS = 50_000;

  /**
   * Readings and rows per window of the aggregated datasource.
   *
   * @param again rows whose window and groups another row has already, by start of the window
   */
  record Aggregated(StationCount count, SortedMap<Long, Long> again) {}

  private final DruidSql druid;
  private final WindowRange range;
  private final StreamDefinition definition;

  DruidCounts(DruidSql druid, WindowRange range, StreamDefinition definition) {
    this.druid = druid;
    this.range = range;
    this.definition = definition;
  }

  /** Readings per window, or nothing when the datasource does not exist. */
  Optional<StationCount> raw() {
    String datasource = definition.raw().topic();
    return druid.ask(datasource, rawSql()).map(this::countPanes);
  }

  /**
   * Readings and rows per window, or nothing when the datasource does not exist.
   *
   * @param settled windows in which no row repeats, as long as they have as many readings and rows
   */
  Optional<Aggregated> aggregated(SettledWindows settled) {
    String datasource = definition.aggregated().topic();
    return druid
        .ask(datasource, aggregatedSql())
        .map(rows -> new Aggregated(count(rows), again(rows, settled)));
  }

  /**
   * The remainder of a time before 1970 is negative, hence the second one: windows start at whole
   * multiples on both sides. TIME_FLOOR would floor calendar periods and not any millisecond.
   */
  String rawSql() {
    long length = definition.aggregated().slide().toMillis();
    String time = "TIMESTAMP_TO_MILLIS(__time)";
    String window = String.format("%1$s - MOD(MOD(%1$s, %2$d) + %2$d, %2$d)", time, length);
    return String.format(
        "SELECT %s, COUNT(*), COUNT(*) FROM \"druid\".\"%s\"%s GROUP BY 1",
        window, definition.raw().topic(), between(range.from(), lastEnd()));
  }

  String aggregatedSql() {
    return String.format(
        "SELECT TIMESTAMP_TO_MILLIS(__time), SUM(\"%s\"), COUNT(*) FROM \"druid\".\"%s\"%s GROUP BY 1",
        definition.aggregated().readings().name(),
        definition.aggregated().topic(),
        between(range.from(), range.to()));
  }

  /** Not before this time ends the last window that starts in the range. */
  private long lastEnd() {
    return range.to() == WindowRange.ALL.to()
        ? range.to()
        : range.to() + definition.aggregated().window().toMillis();
  }

  /** The condition on the time; empty for the range without limits. */
  static String between(long from, long to) {
    List<String> limits = new ArrayList<>();
    if (from != WindowRange.ALL.from()) {
      limits.add(String.format("__time >= MILLIS_TO_TIMESTAMP(%d)", from));
    }
    if (to != WindowRange.ALL.to()) {
      limits.add(String.format("__time < MILLIS_TO_TIMESTAMP(%d)", to));
    }
    return limits.isEmpty() ? "" : " WHERE " + String.join(" AND ", limits);
  }

  /** The keys of these windows that more than one row has, and how many rows. */
  String againSql(long from, long to) {
    String by =
        definition.aggregated().by().stream()
            .map(Field::name)
            .map(name -> ", \"" + name + "\"")
            .collect(Collectors.joining());
    return String.format(
        "SELECT TIMESTAMP_TO_MILLIS(__time), COUNT(*) FROM \"druid\".\"%s\""
            + " WHERE __time >= MILLIS_TO_TIMESTAMP(%d) AND __time <= MILLIS_TO_TIMESTAMP(%d)"
            + " GROUP BY __time%s HAVING COUNT(*) > 1",
        definition.aggregated().topic(), from, to, by);
  }

  private SortedMap<Long, Long> again(List<long[]> windows, SettledWindows settled) {
    SortedMap<Long, Long> again = new TreeMap<>();
    SortedMap<Long, long[]> byStart = new TreeMap<>();
    windows.forEach(window -> byStart.put(window[0], window));
    long sum = 0;
    List<Long> together = new ArrayList<>();
    for (long[] window : byStart.values()) {
      boolean known = settled.has(window[0], window[1], window[2]);
      if (!together.isEmpty() && (known || sum + window[2] > MOST_ROWS)) {
        askAgain(together, again);
        together.clear();
        sum = 0;
      }
      if (!known) {
        together.add(window[0]);
        sum += window[2];
      }
    }
    if (!together.isEmpty()) {
      askAgain(together, again);
    }
    return again;
  }

  private void askAgain(List<Long> windows, Map<Long, Long> again) {
    druid
        .ask(
            definition.aggregated().topic(),
            againSql(windows.get(0), windows.get(windows.size() - 1)))
        .orElse(List.of())
        .forEach(key -> again.merge(key[0], key[1] - 1, Long::sum));
  }

  private StationCount countPanes(List<long[]> answer) {
    return StationCount.ofPanes(definition.aggregated(), rows(answer), readings(answer), Map.of())
        .within(range);
  }

  private static StationCount count(List<long[]> answer) {
    return StationCount.of(rows(answer), readings(answer), Map.of());
  }

  private static SortedMap<Long, Long> readings(List<long[]> answer) {
    SortedMap<Long, Long> readings = new TreeMap<>();
    answer.forEach(row -> readings.put(row[0], row[1]));
    return readings;
  }

  private static long rows(List<long[]> answer) {
    return answer.stream().mapToLong(row -> row[2]).sum();
  }
}
