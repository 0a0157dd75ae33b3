package io.tidemark.model.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeForm;
import io.tidemark.model.definition.TimeFormat;
import java.math.BigDecimal;
import java.util.List;

/**
 * The <a href="https://json-schema.org/draft/2020-12/schema">JSON Schema (draft 2020-12)</a> of a
 * raw reading. What a lenient field takes beside its JSON type is not in it.
 */
public final class RawSchema {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private static final String TYPE = "type";

  private RawSchema() {}

  /** The text of the schema. */
  public static String of(StreamDefinition definition) {
    try {
      return JSON.writeValueAsString(tree(definition)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The schema as a tree. */
  public static ObjectNode tree(StreamDefinition definition) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A raw reading of " + definition.name());
    schema.put(TYPE, "object");
    schema.putObject("properties");
    schema.putArray("required");
    for (Field field : definition.raw().fields()) {
      for (Location location : field.raw().locations()) {
        value(place(schema, location.steps(), field), field);
      }
    }
    return schema;
  }

  /** The schema at a place, with those of the objects and arrays around it. */
  private static ObjectNode place(ObjectNode node, List<Location.Step> steps, Field field) {
    Location.Step step = steps.get(0);
    List<Location.Step> rest = steps.subList(1, steps.size());
    ObjectNode inside;
    if (step.isElement()) {
      node.put(TYPE, "array");
      ArrayNode items = node.withArrayProperty("prefixItems");
      while (items.size() <= step.index()) {
        items.addObject();
      }
      inside = (ObjectNode) items.get(step.index());
    } else {
      node.put(TYPE, "object");
      inside = node.withObjectProperty("properties").withObjectProperty(step.name());
      require(node, step.name(), field);
    }
    return rest.isEmpty() ? inside : place(inside, rest, field);
  }

  private static void require(ObjectNode node, String name, Field field) {
    if (field.nullable()) {
      return;
    }
    ArrayNode required = node.withArrayProperty("required");
    for (int i = 0; i < required.size(); i++) {
      if (required.get(i).textValue().equals(name)) {
        return;
      }
    }
    required.add(name);
  }

  private static void value(ObjectNode property, Field field) {
    switch (field.type()) {
      case TIMESTAMP -> time(property, field);
      case INT -> whole(property, field);
      case DECIMAL -> {
        property.put(TYPE, "number");
        property.put("multipleOf", BigDecimal.ONE.movePointLeft(field.scale()));
      }
      case STRING -> property.put(TYPE, "string");
      case BOOLEAN -> property.put(TYPE, "boolean");
    }
    if (field.raw().rounded()) {
      property.remove("multipleOf");
    }
    boolean lenient = field.raw().lenient() && field.type() != FieldType.STRING;
    if (lenient && property.path(TYPE).isTextual() || field.nullable()) {
      types(property, lenient, field.nullable());
    }
    if (field.unit() != null) {
      property.put("description", "Unit: " + field.unit());
    }
  }

  private static void types(ObjectNode property, boolean lenient, boolean nullable) {
    String type = property.path(TYPE).asText();
    ArrayNode types = property.putArray(TYPE).add(type);
    if (lenient && !type.equals("string")) {
      types.add("string");
    }
    if (nullable) {
      types.add("null");
    }
  }

  private static void time(ObjectNode property, Field field) {
    String description = "Event time, " + written(field.raw().time());
    if (field.format() == TimeFormat.MILLISECONDS) {
      whole(property, field);
      property.put("description", description);
      property.put("minimum", TimeFormat.EARLIEST);
      property.put("maximum", TimeFormat.LATEST);
    } else if (field.format().isNumber()) {
      whole(property, field);
      property.put("description", description);
    } else {
      property.put(TYPE, "string");
      if (field.format() == TimeFormat.ISO && field.isPlain()) {
        property.put("format", "date-time");
      }
      property.put("description", description);
    }
  }

  private static void whole(ObjectNode property, Field field) {
    if (field.quoted()) {
      property.putArray(TYPE).add("integer").add("string");
      property.put("pattern", "^-?(0|[1-9][0-9]*)$");
    } else {
      property.put(TYPE, field.raw().lenient() ? "number" : "integer");
    }
  }

  /** How event times of a form are written, in words. */
  public static String written(TimeForm form) {
    String zone = form.zone() == null ? "" : ", in " + form.zone();
    return switch (form.format()) {
      case MILLISECONDS -> "epoch milliseconds, UTC";
      case SECONDS -> "epoch seconds, UTC";
      case MICROSECONDS -> "epoch microseconds, UTC";
      case NANOSECONDS -> "epoch nanoseconds, UTC";
      case YYYYMMDD ->
          "a day as yyyymmdd, from midnight " + (form.zone() == null ? "UTC" : "in " + form.zone());
      case ISO -> form.zone() == null ? "ISO 8601 with its zone" : "ISO 8601" + zone;
      case RECORD -> "the timestamp of the Kafka record";
      case PATTERN -> "`" + form.pattern() + "`" + zone;
    };
  }
}
