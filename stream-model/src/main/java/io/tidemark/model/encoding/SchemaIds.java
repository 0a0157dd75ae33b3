package io.tidemark.model.encoding;

import java.io.Serializable;

/**
 * The ids of the schemas with which Avro records are written.
 *
 * @param reading that of a reading
 * @param heartbeat that of a heartbeat
 */
public record SchemaIds(int reading, int heartbeat) implements Serializable {}
