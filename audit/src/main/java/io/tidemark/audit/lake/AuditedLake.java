package io.tidemark.audit.lake;

import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;

/**
 * The lake that an audit counts too.
 *
 * @param stream with all its kinds of windows, from which the tables have their names
 */
public record AuditedLake(LakeCatalog catalog, StreamDefinition stream) {

  /** The table of the readings. */
  TableLayout readings() {
    return TableLayout.readings(stream);
  }

  /**
   * The table of the windows of one kind.
   *
   * @param topic the aggregated topic of the windows
   */
  TableLayout windows(String topic) {
    return TableLayout.windows(stream, topic);
  }
}
