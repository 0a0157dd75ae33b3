package io.tidemark.command;

import static java.util.stream.Collectors.joining;

import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.ValueForm;
import io.tidemark.model.schema.RawSchema;

/** The reference documentation of a stream, generated from its definition. */
public final class StreamReference {
  private StreamReference() {}

  /** The tables of raw fields and aggregated columns, in Markdown. */
  public static String markdown(StreamDefinition definition) {
    StringBuilder page = new StringBuilder();
    StreamDefinition.Raw raw = definition.raw();
    page.append("# ").append(definition.name()).append("\n\n");
    page.append("Made from `").append(definition.name()).append(".yaml` by `./tidemark describe");
    page.append(" --write`; do not edit.\n\n");
    page.append("## Raw readings: `").append(raw.topic()).append("`\n\n");
    if (raw.isAvro()) {
      page.append("Records are in Avro, with the schema `").append(definition.name());
      page.append(".avsc` in a registry; what is sent to a gateway is JSON.\n\n");
    }
    page.append("| field | type | unit | role |\n|---|---|---|---|\n");
    for (Field field : raw.fields()) {
      page.append("| `").append(field.name()).append("` | ").append(type(field)).append(" | ");
      page.append(field.unit() == null ? "" : field.unit()).append(" | ");
      page.append(field.equals(raw.time()) ? "event time" : field.equals(raw.key()) ? "key" : "");
      page.append(" |\n");
    }
    if (!raw.isPlain()) {
      places(page, raw);
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
    if (aggregated.isAvro()) {
      page.append(" Rows are in Avro.");
    }
    page.append("\n\n");
    page.append("| column | type | what |\n|---|---|---|\n");
    for (AggregatedColumn column : aggregated.columns()) {
      page.append("| `").append(column.name()).append("` | ").append(type(column)).append(" | ");
      page.append(what(column, aggregated)).append(" |\n");
    }
  }

  /** Where the values stand in the record, and which records have none. */
  private static void places(StringBuilder page, StreamDefinition.Raw raw) {
    page.append("\n| field | in the record | no value |\n|---|---|---|\n");
    for (Field field : raw.fields()) {
      page.append("| `").append(field.name()).append("` | ");
      page.append(
          field.raw().locations().isEmpty()
              ? "timestamp of the Kafka record"
              : field.raw().locations().stream()
                  .map(location -> "`" + location.path() + "`")
                  .collect(joining(" and ")));
      page.append(" | ").append(noValue(field.raw())).append(" |\n");
    }
  }

  private static String noValue(ValueForm value) {
    if (!value.optional()) {
      return "";
    }
    return value.noValue().stream()
        .map(text -> ", `\"" + text.replace("|", "\\|") + "\"`")
        .collect(joining("", "missing, `null`", ""));
  }

  private static String type(Field field) {
    String lenient = field.raw() != null && field.raw().lenient() ? ", lenient" : "";
    String rounded = field.raw() != null && field.raw().rounded() ? ", rounded" : "";
    return switch (field.type()) {
          case TIMESTAMP ->
              (field.format() == TimeFormat.RECORD
                      ? ""
                      : field.format().isNumber() ? "integer, " : "text, ")
                  + RawSchema.written(field.raw().time())
                  + orQuoted(field);
          case INT -> "integer" + orQuoted(field);
          case DECIMAL -> "number, " + field.scale() + " decimal places" + rounded;
          case STRING -> "text";
          case BOOLEAN -> "true or false";
        }
        + lenient;
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
