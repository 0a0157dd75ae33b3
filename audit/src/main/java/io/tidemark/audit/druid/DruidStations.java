package io.tidemark.audit.druid;

import io.tidemark.audit.rows.SettledWindows;
import io.tidemark.audit.station.Ingestion;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.druid.DruidReader;
import io.tidemark.druid.UnusedDatasource;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The stations of a stream in Druid: two datasources, each with the name of its topic. */
public final class DruidStations {
  private final String raw;
  private final String aggregated;
  private final DruidCounts counts;
  private final DruidMeasures measures;
  private final SupervisorReports supervisors;
  private final DruidReader reader;

  /**
   * @param reader of Druid
   * @param pause between two tries of a query
   * @param range the windows that are counted
   */
  public DruidStations(
      DruidReader reader, Duration pause, WindowRange range, StreamDefinition definition) {
    raw = definition.raw().topic();
    aggregated = definition.aggregated().topic();
    DruidSql sql = new DruidSql(reader, pause);
    counts = new DruidCounts(sql, range, definition);
    measures = new DruidMeasures(sql, range, definition.aggregated());
    supervisors = new SupervisorReports(reader);
    this.reader = reader;
  }

  /**
   * Counts the raw datasource.
   *
   * @param notes gets a note when it does not exist
   * @throws RetryableException when Druid cannot be reached or fails, which may pass
   */
  public Station raw(List<String> notes) {
    return new DruidRaw(orNothing(counts.raw(), StationCount.NOTHING, raw, notes));
  }

  /**
   * Counts the aggregated datasource, as {@link #raw}.
   *
   * @param settled windows in which repeated rows are not looked for again, as long as their
   *     readings and rows are those of the topic
   */
  public Station aggregated(List<String> notes, SettledWindows settled) {
    DruidCounts.Aggregated found =
        orNothing(
            counts.aggregated(settled),
            new DruidCounts.Aggregated(StationCount.NOTHING, new TreeMap<>()),
            aggregated,
            notes);
    return new DruidAggregated(
        found.count(), RepeatedRows.byWindow(found.again()), measures.lacking(found.count()));
  }

  /** What the supervisors have counted; one that does not answer is missing. */
  public List<Ingestion> ingestion() {
    return Stream.of(raw, aggregated)
        .map(supervisors::ingestion)
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * The supervisor of each station, by the station's name; one that does not answer is missing.
   *
   * @param rawEnds the offset after the last record of the raw topic, by partition
   * @param aggregatedEnds the same of the aggregated topic
   */
  public Map<String, SupervisorStatus> supervisors(
      Map<Integer, Long> rawEnds, Map<Integer, Long> aggregatedEnds) {
    Map<String, SupervisorStatus> states = new HashMap<>();
    supervisors.state(raw, rawEnds).ifPresent(state -> states.put(DruidRaw.NAME, state));
    supervisors
        .state(aggregated, aggregatedEnds)
        .ifPresent(state -> states.put(DruidAggregated.NAME, state));
    return states;
  }

  /** A datasource comes into being with its first row. */
  private <T> T orNothing(Optional<T> count, T nothing, String datasource, List<String> notes) {
    if (count.isEmpty()) {
      notes.add(
          UnusedDatasource.is(reader, datasource)
              ? "Druid has no row of "
                  + datasource
                  + ", and segments of it that are not used: "
                  + UnusedDatasource.remedy(reader, datasource)
              : "Druid has no datasource "
                  + datasource
                  + " yet: it appears with its first row, and './tidemark attach' has it filled");
    }
    return count.orElse(nothing);
  }
}
