/**
 * Raw records in <a href="https://avro.apache.org/docs/1.12.0/specification/">Avro</a>: the schema
 * that follows from a definition, the encoder, and the decoder with its plans. It uses no library
 * of Avro, because Druid's extension reads with it too.
 */
package io.tidemark.model.avro;
