package io.tidemark.audit.station;

import io.tidemark.model.definition.StreamDefinition;
import java.util.List;

/**
 * What all stations had when they were read, before anything is compared.
 *
 * @param stations in the order of the flow
 * @param ingestion what Druid's supervisors say; one that does not answer is missing
 * @param notes what the reader of the report should know
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
