package io.tidemark.model.avro;

/**
 * The ids of the schemas with which records are written.
 *
 * @param reading that of {@link AvroSchema#reading}
 * @param heartbeat that of {@link AvroSchema#HEARTBEAT}
 */
public record SchemaIds(int reading, int heartbeat) {}
