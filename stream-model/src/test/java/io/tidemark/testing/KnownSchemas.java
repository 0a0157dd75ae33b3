package io.tidemark.testing;

import io.tidemark.model.avro.AvroSchema;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.Encoding;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.encoding.Schemas;
import java.util.Map;

/** The schemas of tests that have no registry. */
public record KnownSchemas(Map<Integer, String> schemas) implements SchemaSource {
  private static final SchemaIds IDS = new SchemaIds(1, 2);

  @Override
  public String schema(int id) {
    return schemas.get(id);
  }

  /** A stream with the same fields in Avro, whose schemas have the ids 1 and 2. */
  public static StreamDefinition avro(StreamDefinition stream) {
    StreamDefinition.Raw raw = stream.raw();
    StreamDefinition encoded =
        new StreamDefinition(
            stream.name(),
            new StreamDefinition.Raw(
                raw.topic(),
                raw.key(),
                raw.time(),
                raw.fields(),
                raw.derived(),
                raw.flood(),
                Encoding.AVRO,
                Schemas.NONE),
            stream.aggregates());
    return bound(encoded);
  }

  /** A stream in Avro whose schemas have the ids 1 and 2. */
  public static StreamDefinition bound(StreamDefinition stream) {
    KnownSchemas known =
        new KnownSchemas(Map.of(1, AvroSchema.reading(stream), 2, AvroSchema.HEARTBEAT));
    return stream.with(new Schemas(known, IDS));
  }
}
