package io.tidemark.model.encoding;

import java.io.Serializable;

/** The schemas with which Avro records are written, by the id in their frame. */
@FunctionalInterface
public interface SchemaSource extends Serializable {
  /** For a stream that is used without a registry. */
  record None() implements SchemaSource {
    private static final long serialVersionUID = 1L;

    @Override
    public String schema(int id) {
      throw new IllegalStateException("records in Avro are read with a schema registry");
    }
  }

  /**
   * The schema of an id, as JSON.
   *
   * @return null when there is no such schema
   * @throws RuntimeException when the source does not answer; this says nothing about the record
   */
  String schema(int id);
}
