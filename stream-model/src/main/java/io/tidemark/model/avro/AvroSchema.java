package io.tidemark.model.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import java.util.List;
import java.util.Map;

/** The schemas of what this project writes, which follow from the definition. */
public final class AvroSchema {
  /** The namespace of all schemas. */
  static final String NAMESPACE = "io.tidemark";

  /** The full name of a heartbeat's schema: any record of this name is a heartbeat. */
  public static final String HEARTBEAT_NAME = NAMESPACE + ".Heartbeat";

  /** The one field of a heartbeat, its event time. */
  static final String HEARTBEAT_TIME = "time";

  /** The schema of a heartbeat. */
  public static final String HEARTBEAT =
      "{\"type\":\"record\",\"name\":\"Heartbeat\",\"namespace\":\"io.tidemark\",\"fields\":"
          + "[{\"name\":\"time\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}}]}";

  /** The most digits of a 64-bit number. */
  static final int PRECISION = 19;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "type";

  private AvroSchema() {}

  /**
   * The schema of a reading: a record with the name of the stream, fields in the order of the
   * definition, {@code from} as records inside. A decimal is bytes, an optional field a union with
   * null, which is its default; the event time is what its format says.
   */
  public static String reading(StreamDefinition definition) {
    try {
      return JSON.writeValueAsString(tree(definition));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The schema of a reading for a file, on several lines. */
  public static String text(StreamDefinition definition) {
    return tree(definition).toPrettyString().replace("\r\n", "\n") + "\n";
  }

  private static ObjectNode tree(StreamDefinition definition) {
    return record(
        FieldTree.of(definition.raw()),
        definition.raw().fields(),
        identifier(definition.name()),
        NAMESPACE);
  }

  /** The name of a stream as Avro allows it. */
  static String identifier(String stream) {
    String name = stream.replace('-', '_');
    return Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  private static ObjectNode record(
      FieldTree tree, List<Field> fields, String name, String namespace) {
    ObjectNode record = JSON.createObjectNode();
    record.put(TYPE, "record").put("name", name).put("namespace", namespace);
    ArrayNode members = record.putArray("fields");
    for (Map.Entry<String, FieldTree> member : tree.inside().entrySet()) {
      ObjectNode node = members.addObject().put("name", member.getKey());
      if (!member.getValue().isLeaf()) {
        node.set(TYPE, record(member.getValue(), fields, member.getKey(), namespace + "." + name));
        continue;
      }
      Field field = fields.get(member.getValue().place());
      if (field.unit() != null) {
        node.put("doc", field.unit());
      }
      if (field.nullable()) {
        value(node.putArray(TYPE).add("null"), field);
        node.putNull("default");
      } else {
        node.set(TYPE, value(JSON.createArrayNode(), field).get(0));
      }
    }
    return record;
  }

  /** Adds the type of a value. */
  private static ArrayNode value(ArrayNode types, Field field) {
    return switch (field.type()) {
      case INT -> types.add("long");
      case STRING -> types.add("string");
      case BOOLEAN -> types.add("boolean");
      case DECIMAL -> decimal(types, PRECISION, field.scale());
      case TIMESTAMP ->
          switch (field.format()) {
            case MILLISECONDS -> logical(types, "timestamp-millis");
            case MICROSECONDS -> logical(types, "timestamp-micros");
            case NANOSECONDS -> logical(types, "timestamp-nanos");
            case SECONDS, YYYYMMDD -> types.add("long");
            case ISO, PATTERN, RECORD -> types.add("string");
          };
    };
  }

  static ArrayNode decimal(ArrayNode types, int precision, int scale) {
    types
        .addObject()
        .put(TYPE, "bytes")
        .put("logicalType", "decimal")
        .put("precision", precision)
        .put("scale", scale);
    return types;
  }

  static ArrayNode logical(ArrayNode types, String logical) {
    types.addObject().put(TYPE, "long").put("logicalType", logical);
    return types;
  }
}
