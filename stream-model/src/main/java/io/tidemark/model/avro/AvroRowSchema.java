package io.tidemark.model.avro;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;

/** The schemas of the rows of aggregated topics, which follow from the definition. */
public final class AvroRowSchema {
  /** The digits of an exact sum, and of what is computed from one. */
  private static final int WIDE = 38;

  private static final ObjectMapper JSON = new ObjectMapper();

  private AvroRowSchema() {}

  /**
   * The schema of a row: a record with the name of the stream and the length of its windows, with
   * the columns of the window in their order. A column that may have no value is a union with null,
   * which is its default; a sketch is its bytes.
   */
  public static String of(StreamDefinition definition, StreamDefinition.Aggregated windows) {
    return tree(definition, windows).toString();
  }

  /** The schema for a file, on several lines. */
  public static String text(StreamDefinition definition, StreamDefinition.Aggregated windows) {
    return tree(definition, windows).toPrettyString().replace("\r\n", "\n") + "\n";
  }

  private static ObjectNode tree(StreamDefinition definition, StreamDefinition.Aggregated windows) {
    String name =
        AvroSchema.identifier(definition.name()) + "_windows_" + Durations.format(windows.window());
    ObjectNode record =
        JSON.createObjectNode()
            .put("type", "record")
            .put(
                "name",
                windows.overlap() == 1
                    ? name
                    : name + "_every_" + Durations.format(windows.slide()))
            .put("namespace", AvroSchema.NAMESPACE);
    ArrayNode fields = record.putArray("fields");
    for (RowColumn column : RowColumn.of(windows)) {
      ObjectNode field = fields.addObject().put("name", column.name());
      if (column.unit() != null) {
        field.put("doc", column.unit());
      }
      if (column.optional()) {
        type(field.putArray("type").add("null"), column);
        field.putNull("default");
      } else {
        field.set("type", type(JSON.createArrayNode(), column).get(0));
      }
    }
    return record;
  }

  /** Adds the type of a column. */
  private static ArrayNode type(ArrayNode types, RowColumn column) {
    return switch (column.type()) {
      case INSTANT -> AvroSchema.logical(types, "timestamp-millis");
      case INT -> column.wide() ? AvroSchema.decimal(types, WIDE, 0) : types.add("long");
      case DECIMAL ->
          AvroSchema.decimal(types, column.wide() ? WIDE : AvroSchema.PRECISION, column.scale());
      case STRING -> types.add("string");
      case BOOLEAN -> types.add("boolean");
      case HLL, KLL -> types.add("bytes");
    };
  }
}
