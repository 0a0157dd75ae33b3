package io.tidemark.audit.station;

import io.tidemark.model.definition.StreamDefinition;
import java.util.List;

/**
 * What all stations had when they were read, before anything is compared.
 *
 * @param stations in the order of the flow
 * @param ingestion counters of Druid's supervisors; one that does not answer is missing
 * @param notes remarks for the report
 */
public record PipelineSnapshot(
    Expectation expected, List<Station> stations, List<Ingestion> ingestion, List<String> notes) {
  public PipelineSnapshot {
    stations = List.copyOf(stations);
    ingestion = List.copyOf(ingestion);
    notes = List.copyOf(notes);
  }

  public StreamDefinition definition() {
    return expected.definition();
  }
}
