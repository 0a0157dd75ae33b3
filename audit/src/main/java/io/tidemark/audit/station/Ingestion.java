package io.tidemark.audit.station;

import java.util.List;

/**
 * What the tasks of a Druid supervisor that run now have counted; finished ones are not in it.
 *
 * @param processedWithError rows that were taken with a value that could not be read
 * @param thrownAway records that the spec's filter leaves out, heartbeats among them
 * @param unparseable records that make no row
 * @param parseErrors the first few of Druid's messages
 */
public record Ingestion(
    String supervisor,
    long processed,
    long processedWithError,
    long thrownAway,
    long unparseable,
    List<String> parseErrors) {
  public Ingestion {
    parseErrors = List.copyOf(parseErrors);
  }
}
