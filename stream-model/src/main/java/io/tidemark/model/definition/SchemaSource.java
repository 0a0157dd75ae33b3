package io.tidemark.model.definition;

import java.io.Serializable;

/** The schemas with which Avro records are written, by the id in their frame. */
@FunctionalInterface
public interface SchemaSource extends Serializable {
  /** For streams whose records are not Avro. */
  SchemaSource NONE =
      id -> {
        throw new IllegalStateException("records in Avro need a schema registry");
      };

  /**
   * The schema of an id, as JSON.
   *
   * @return null when there is no such schema
   * @throws RuntimeException when the source does not answer; this says nothing about the record
   */
  String schema(int id);
}
