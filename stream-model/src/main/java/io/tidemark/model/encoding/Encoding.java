package io.tidemark.model.encoding;

/** How the records of a topic are written. */
public enum Encoding {
  /** A JSON object (RFC 8259, UTF-8). */
  JSON,
  /** An Avro record (1.12) in Confluent's frame, with its schema in a registry. */
  AVRO
}
