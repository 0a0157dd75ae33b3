package io.tidemark.audit.station;

import io.tidemark.model.definition.StreamDefinition;
import java.util.List;

/**
 * What all stations had when they were read, before anything is compared.
 *
 * @param stations in the order of the flow
 * @param ingestion counters of Druid's supervisors; one that does not answer is missing
 * @param notes remarks for the report
 * @param settled what an earlier audit has counted of it; null when there is none
 */
public record PipelineSnapshot(
    Expectation expected,
    List<Station> stations,
    List<Ingestion> ingestion,
    List<String> notes,
    Settled settled) {
  /**
   * What an earlier audit has counted, and what was read after it.
   *
   * @param audit when that one held, ISO 8601
   * @param windows those with rows in the aggregated topic, of the windows that are compared now
   * @param readings of these windows
   * @param rawRecordsRead the records of the raw topic that were read since
   * @param rowsRead the records of the aggregated topic
   */
  public record Settled(
      String audit, long windows, long readings, long rawRecordsRead, long rowsRead) {}

  /** Everything was read. */
  public PipelineSnapshot(
      Expectation expected, List<Station> stations, List<Ingestion> ingestion, List<String> notes) {
    this(expected, stations, ingestion, notes, null);
  }

  public PipelineSnapshot {
    stations = List.copyOf(stations);
    ingestion = List.copyOf(ingestion);
    notes = List.copyOf(notes);
  }

  public StreamDefinition definition() {
    return expected.definition();
  }
}
