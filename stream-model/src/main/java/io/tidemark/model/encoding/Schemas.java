package io.tidemark.model.encoding;

import java.io.Serializable;

/**
 * Where the schemas of Avro records are, and which of them records are written with.
 *
 * @param address of the registry, as Druid is to know it too
 * @param ids null where nothing is written
 */
public record Schemas(SchemaSource source, String address, SchemaIds ids) implements Serializable {
  /** Those of a definition without a registry: records in JSON need none. */
  public static final Schemas NONE = new Schemas(new SchemaSource.None(), null);

  /** Schemas of a source that has no address. */
  public Schemas(SchemaSource source, SchemaIds ids) {
    this(source, null, ids);
  }
}
