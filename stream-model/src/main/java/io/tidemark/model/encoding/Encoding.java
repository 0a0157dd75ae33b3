package io.tidemark.model.encoding;

/** How raw records are written to the topic. */
public enum Encoding {
  /** A JSON object (RFC 8259, UTF-8). */
  JSON,
  /** An Avro record (1.12) in Confluent's frame, with its schema in a registry. */
  AVRO
}
