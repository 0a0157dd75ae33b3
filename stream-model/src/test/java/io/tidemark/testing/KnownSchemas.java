package io.tidemark.testing;

import io.tidemark.model.avro.AvroRowSchema;
import io.tidemark.model.avro.AvroSchema;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.Encoding;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.encoding.Schemas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The schemas of tests that have no registry. */
public record KnownSchemas(Map<Integer, String> schemas) implements SchemaSource {
  private static final SchemaIds IDS = new SchemaIds(1, 2);

  /** The id of the rows of the first kind of windows. */
  private static final int ROWS = 3;

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

  /** A stream in Avro whose schemas have the ids 1 and 2, and those of its rows from 3 on. */
  public static StreamDefinition bound(StreamDefinition stream) {
    Map<Integer, String> schemas = new HashMap<>();
    schemas.put(1, AvroSchema.reading(stream));
    schemas.put(2, AvroSchema.HEARTBEAT);
    List<Integer> rows = new ArrayList<>();
    for (StreamDefinition.Aggregated windows : stream.aggregates()) {
      rows.add(ROWS + rows.size());
      schemas.put(rows.get(rows.size() - 1), AvroRowSchema.of(stream, windows));
    }
    StreamDefinition read = stream.with(new Schemas(new KnownSchemas(schemas), IDS));
    return stream.hasAvroRows() ? read.withRows(rows) : read;
  }

  /** A stream whose windows have rows in Avro. */
  public static StreamDefinition rowsInAvro(StreamDefinition stream) {
    return bound(
        new StreamDefinition(
            stream.name(),
            stream.raw(),
            stream.aggregates().stream().map(KnownSchemas::avro).toList(),
            stream.dashboard()));
  }

  private static StreamDefinition.Aggregated avro(StreamDefinition.Aggregated windows) {
    return new StreamDefinition.Aggregated(
        windows.topic(),
        windows.window(),
        windows.slide(),
        windows.watermark(),
        windows.deduplicate(),
        windows.where(),
        windows.by(),
        windows.measures(),
        Encoding.AVRO,
        Schemas.NONE);
  }
}
