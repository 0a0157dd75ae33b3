package io.tidemark.model.row;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.avro.AvroRowDecoder;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaSource;
import java.io.IOException;
import java.util.List;

/**
 * Reads records of an aggregated topic as the JSON objects that rows are, whatever they are encoded
 * in: instants as ISO 8601, decimals with their places, sketches as base64. Not thread-safe.
 */
public final class RowReader {
  /** Loaded for rows in JSON alone: the Jackson of Druid has not all of its settings. */
  private static final class Json {
    static final ObjectReader READER =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .readerFor(JsonNode.class);
  }

  /** Null for rows in JSON. */
  private final AvroRowDecoder avro;

  private RowReader(AvroRowDecoder avro) {
    this.avro = avro;
  }

  /**
   * The reader of a topic.
   *
   * @param windows with the schemas of their rows, if these are Avro
   */
  public static RowReader of(StreamDefinition.Aggregated windows) {
    return windows.isAvro()
        ? ofAvro(RowColumn.of(windows), windows.schemas().source())
        : new RowReader(null);
  }

  /** The reader of rows in Avro. */
  public static RowReader ofAvro(List<RowColumn> columns, SchemaSource schemas) {
    return new RowReader(new AvroRowDecoder(columns, schemas));
  }

  /**
   * Reads one record. One in Avro has every column in its type, or null where the definition allows
   * it; one in JSON may be any object.
   *
   * @param value may be null
   * @throws UnreadableRow when it is no row
   * @throws RuntimeException when the source of schemas does not answer
   */
  public ObjectNode read(byte[] value) throws UnreadableRow {
    if (value == null || value.length == 0) {
      throw new UnreadableRow("empty");
    }
    return avro == null ? json(value) : frame(value);
  }

  private ObjectNode frame(byte[] value) throws UnreadableRow {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    String problem = avro.decode(value, row);
    if (problem != null) {
      throw new UnreadableRow(problem);
    }
    return row;
  }

  private static ObjectNode json(byte[] value) throws UnreadableRow {
    try {
      if (Json.READER.readValue(value) instanceof ObjectNode row) {
        return row;
      }
    } catch (IOException e) {
      throw new UnreadableRow("not JSON");
    }
    throw new UnreadableRow("not a JSON object");
  }
}
