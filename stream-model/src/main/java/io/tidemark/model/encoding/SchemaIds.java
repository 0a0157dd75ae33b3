package io.tidemark.model.encoding;

import java.io.Serializable;

/**
 * The ids of the schemas with which the Avro records of a topic are written.
 *
 * @param reading that of a reading, or in an aggregated topic that of a row
 * @param heartbeat that of a heartbeat; {@value #NONE} in an aggregated topic
 */
public record SchemaIds(int reading, int heartbeat) implements Serializable {
  private static final int NONE = -1;

  /** The id with which the rows of an aggregated topic are written. */
  public static SchemaIds ofRows(int id) {
    return new SchemaIds(id, NONE);
  }
}
