package io.tidemark.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;

/** The reference documentation of a stream, generated from its definition. */
public final class StreamReference {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private StreamReference() {}

  /** The JSON Schema (draft 2020-12) of a raw reading. */
  public static String schema(StreamDefinition definition) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A raw reading of " + definition.name());
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (Field field : definition.raw().fields()) {
      ObjectNode property = properties.putObject(field.name());
      switch (field.type()) {
        case TIMESTAMP -> time(property, field);
        case INT -> whole(property, field);
        case DECIMAL -> {
          property.put("type", "number");
          property.put("multipleOf", java.math.BigDecimal.ONE.movePointLeft(field.scale()));
        }
        case STRING -> property.put("type", "string");
        case BOOLEAN -> property.put("type", "boolean");
      }
      if (field.unit() != null) {
        property.put("description", "Unit: " + field.unit());
      }
      required.add(field.name());
    }
    try {
      return JSON.writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void time(ObjectNode property, Field field) {
    if (field.format() == TimeFormat.MILLISECONDS) {
      whole(property, field);
      property.put("description", "Event time, epoch milliseconds, UTC");
      property.put("minimum", TimeFormat.EARLIEST);
      property.put("maximum", TimeFormat.LATEST);
    } else if (field.format().isNumber()) {
      whole(property, field);
      property.put("description", "Event time, " + written(field.format()));
    } else {
      property.put("type", "string");
      property.put("format", "date-time");
      property.put("description", "Event time, " + written(field.format()));
    }
  }

  private static void whole(ObjectNode property, Field field) {
    if (field.quoted()) {
      property.putArray("type").add("integer").add("string");
      property.put("pattern", "^-?(0|[1-9][0-9]*)$");
    } else {
      property.put("type", "integer");
    }
  }

  /** The tables of raw fields and aggregated columns, in Markdown. */
  public static String markdown(StreamDefinition definition) {
    StringBuilder page = new StringBuilder();
    StreamDefinition.Raw raw = definition.raw();
    page.append("# ").append(definition.name()).append("\n\n");
    page.append("Made from `").append(definition.name()).append(".yaml` by `./tidemark describe");
    page.append(" --write`; do not edit.\n\n");
    page.append("## Raw readings: `").append(raw.topic()).append("`\n\n");
    page.append("| field | type | unit | role |\n|---|---|---|---|\n");
    for (Field field : raw.fields()) {
      page.append("| `").append(field.name()).append("` | ").append(type(field)).append(" | ");
      page.append(field.unit() == null ? "" : field.unit()).append(" | ");
      page.append(field.equals(raw.time()) ? "event time" : field.equals(raw.key()) ? "key" : "");
      page.append(" |\n");
    }
    if (!raw.derived().isEmpty()) {
      page.append("\n## Derived from each reading\n\n");
      page.append("| field | type | unit |\n|---|---|---|\n");
      for (Field field : raw.derived()) {
        page.append("| `").append(field.name()).append("` | ").append(type(field)).append(" | ");
        page.append(field.unit() == null ? "" : field.unit()).append(" |\n");
      }
    }
    for (StreamDefinition.Aggregated aggregated : definition.aggregates()) {
      windows(page, aggregated);
    }
    return page.toString();
  }

  private static void windows(StringBuilder page, StreamDefinition.Aggregated aggregated) {
    page.append("\n## Aggregated: `").append(aggregated.topic()).append("`\n\n");
    page.append("Window ").append(Durations.format(aggregated.window()));
    if (aggregated.overlap() > 1) {
      page.append(" every ").append(Durations.format(aggregated.slide()));
    }
    page.append(", watermark ").append(Durations.format(aggregated.watermark())).append(".");
    if (aggregated.where() != null) {
      page.append(" Not all readings count: the definition has a `where`.");
    }
    page.append("\n\n");
    page.append("| column | type | what |\n|---|---|---|\n");
    for (AggregatedColumn column : aggregated.columns()) {
      page.append("| `").append(column.name()).append("` | ").append(type(column)).append(" | ");
      page.append(what(column, aggregated)).append(" |\n");
    }
  }

  private static String written(TimeFormat format) {
    return switch (format) {
      case MILLISECONDS -> "epoch milliseconds, UTC";
      case SECONDS -> "epoch seconds, UTC";
      case YYYYMMDD -> "a day as yyyymmdd, from midnight UTC";
      case MICROSECONDS -> "epoch microseconds, UTC";
      case NANOSECONDS -> "epoch nanoseconds, UTC";
      case ISO -> "ISO 8601 with its zone";
      case RECORD -> "the timestamp of the Kafka record";
      case PATTERN -> "in a pattern";
    };
  }

  private static String type(Field field) {
    return switch (field.type()) {
      case TIMESTAMP ->
          (field.format().isNumber() ? "integer, " : "text, ")
              + written(field.format())
              + orQuoted(field);
      case INT -> "integer" + orQuoted(field);
      case DECIMAL -> "number, " + field.scale() + " decimal places";
      case STRING -> "text";
      case BOOLEAN -> "true or false";
    };
  }

  private static String type(AggregatedColumn column) {
    return switch (column.type()) {
      case INSTANT -> "text, ISO 8601, UTC";
      case INT -> "integer";
      case DECIMAL -> "number, " + column.scale() + " decimal places";
      case STRING -> "text";
      case BOOLEAN -> "true or false";
      case HLL -> "HyperLogLog sketch, base64";
      case KLL -> "KLL sketch of doubles, base64";
    };
  }

  private static String orQuoted(Field field) {
    return field.quoted() ? ", or the same in quotes" : "";
  }

  private static String what(AggregatedColumn column, StreamDefinition.Aggregated aggregated) {
    if (column.name().equals(StreamDefinition.WINDOW_START)) {
      return "start of the window; `__time` in Druid";
    }
    if (column.name().equals(StreamDefinition.WINDOW_END)) {
      return "end of the window, no longer part of it";
    }
    return aggregated.measures().stream()
        .filter(measure -> measure.name().equals(column.name()))
        .map(measure -> "`" + measure.expression() + "`")
        .findFirst()
        .orElse("group");
  }
}
