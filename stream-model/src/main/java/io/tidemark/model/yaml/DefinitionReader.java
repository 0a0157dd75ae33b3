package io.tidemark.model.yaml;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Simulation;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@link StreamDefinition} from its YAML file and validates it. */
public final class DefinitionReader {
  /**
   * The largest scale. With four more places for an average, 64-bit numbers and doubles still hold
   * the values.
   */
  private static final int MAX_SCALE = 9;

  private static final int MAX_ENTITIES = 10_000_000;

  private static final String[] FIELD_KEYS = {
    "type", "scale", "unit", "format", "quoted", "simulate"
  };

  private DefinitionReader() {}

  public static StreamDefinition read(Path file) {
    YamlNode root = YamlNode.read(file);
    root.keys("stream", "raw", "derived", "aggregated");
    String name =
        root.get("stream")
            .match(StreamDefinition.NAME, "a name of a-z, 0-9 and '-', 100 characters at most");
    TopicNames topics = new TopicNames(name + StreamDefinition.DEAD_LETTER);
    StreamDefinition.Raw raw = raw(root, topics);
    return new StreamDefinition(
        name, raw, new AggregatedReader(raw, topics).read(root.get("aggregated")));
  }

  private static StreamDefinition.Raw raw(YamlNode root, TopicNames topics) {
    YamlNode node = root.get("raw");
    node.keys("topic", "key", "time", "simulate", "fields");
    String topic = topics.take(node.get("topic"));
    List<Field> fields = new ArrayList<>();
    String time = node.get("time").text();
    String key = node.get("key").text();
    YamlNode list = node.get("fields");
    List<String> names = list.names("at least one field");
    DefinitionNames.checkKnown(node.get("time"), time, names);
    DefinitionNames.checkKnown(node.get("key"), key, names);
    requireKeyType(node.get("key"), key, list.get(key));
    for (String name : names) {
      YamlNode field = list.get(name);
      DefinitionNames.check(field, name);
      fields.add(field(field, name, name.equals(time), name.equals(key)));
    }
    Field timeField = DefinitionNames.find(node.get("time"), time, fields);
    if (timeField.type() != FieldType.TIMESTAMP) {
      throw node.get("time")
          .expected(
              "a field of type timestamp",
              "'" + time + "', " + DefinitionNames.kind(timeField.type()));
    }
    Field keyField = DefinitionNames.find(node.get("key"), key, fields);
    List<Field> derived = root.has("derived") ? derived(root.get("derived"), fields) : List.of();
    return new StreamDefinition.Raw(
        topic,
        keyField,
        timeField,
        fields,
        derived,
        node.has("simulate") ? flood(node.get("simulate")) : StreamDefinition.Flood.DEFAULT);
  }

  /**
   * Checks the key before the fields are read, because their own error for an unsuitable key field
   * would mislead.
   */
  private static void requireKeyType(YamlNode node, String key, YamlNode field) {
    field.keys(FIELD_KEYS);
    FieldType type = DefinitionNames.keyword(field.get("type"), FieldType.class, "type");
    if (type != FieldType.INT && type != FieldType.STRING) {
      throw node.expected(
          "a field of type int or string", "'" + key + "', " + DefinitionNames.kind(type));
    }
  }

  private static StreamDefinition.Flood flood(YamlNode node) {
    node.keys("entities", "interval", "duration", "speed_up");
    Duration duration = node.has("duration") ? node.get("duration").duration() : null;
    if (duration != null && duration.isZero()) {
      throw node.get("duration").expected("a duration longer than 0", "0");
    }
    return new StreamDefinition.Flood(
        node.has("entities") ? (int) node.get("entities").integer(1, MAX_ENTITIES) : null,
        node.has("interval") ? node.get("interval").duration() : null,
        duration,
        node.has("speed_up") ? node.get("speed_up").positive() : null);
  }

  private static Field field(YamlNode node, String name, boolean isTime, boolean isKey) {
    node.keys(FIELD_KEYS);
    FieldType type = DefinitionNames.keyword(node.get("type"), FieldType.class, "type");
    if (type == FieldType.TIMESTAMP && !isTime) {
      throw node.get("type").expected("type timestamp for the event time alone", "'" + name + "'");
    }
    int scale = scale(node, type);
    String unit = node.has("unit") ? node.get("unit").text() : null;
    TimeFormat format = null;
    if (type == FieldType.TIMESTAMP) {
      format =
          node.has("format")
              ? DefinitionNames.keyword(node.get("format"), TimeFormat.class, "format")
              : TimeFormat.MILLISECONDS;
    } else if (node.has("format")) {
      throw node.get("format")
          .expected("format for type timestamp alone", DefinitionNames.kind(type));
    }
    boolean quoted = node.has("quoted") && node.get("quoted").yesOrNo();
    if (quoted && type != FieldType.INT && (format == null || !format.isNumber())) {
      throw node.get("quoted")
          .expected(
              "quoted for whole numbers alone",
              format == null ? DefinitionNames.kind(type) : "iso");
    }
    Simulation simulate = null;
    if (isTime || isKey) {
      if (node.has("simulate")) {
        throw node.get("simulate")
            .expected("no simulate for the event time and the key, which the fleet gives", "one");
      }
    } else {
      simulate = simulation(node.get("simulate"), type);
    }
    return new Field(name, type, scale, unit, simulate, format, quoted, null);
  }

  private static int scale(YamlNode node, FieldType type) {
    if (type == FieldType.DECIMAL) {
      return (int) node.get("scale").integer(0, MAX_SCALE);
    }
    if (node.has("scale")) {
      throw node.get("scale").expected("scale for type decimal alone", DefinitionNames.kind(type));
    }
    return 0;
  }

  private static List<Field> derived(YamlNode list, List<Field> fields) {
    List<Field> derived = new ArrayList<>();
    List<Field> known = new ArrayList<>(fields);
    for (String name : list.names("at least one field")) {
      YamlNode node = list.get(name);
      DefinitionNames.check(node, name);
      if (known.stream().anyMatch(field -> field.name().equals(name))) {
        throw node.expected("a name that no other field has", "'" + name + "'");
      }
      node.keys("type", "scale", "unit", "is");
      FieldType type = DefinitionNames.keyword(node.get("type"), FieldType.class, "type");
      if (!type.isNumber()) {
        throw node.get("type")
            .expected("type int or decimal for a derived field", DefinitionNames.kind(type));
      }
      int scale = scale(node, type);
      YamlNode is = node.get("is");
      try {
        Field field =
            new Field(
                name,
                type,
                scale,
                node.has("unit") ? node.get("unit").text() : null,
                null,
                null,
                false,
                ExpressionParser.numeric(is.text(), known, scale));
        derived.add(field);
        known.add(field);
      } catch (ExpressionParser.Wrong e) {
        throw is.expected(e.getMessage(), e.found());
      }
    }
    return derived;
  }

  private static Simulation simulation(YamlNode node, FieldType type) {
    List<String> forType =
        type.isNumber() ? List.of("walk", "normal", "uniform") : List.of("choice");
    List<String> names = node.names("one of " + String.join(", ", forType));
    String name = names.get(0);
    if (names.size() > 1 || !forType.contains(name)) {
      throw node.expected(
          "one of " + String.join(", ", forType) + " for " + DefinitionNames.kind(type),
          "'" + String.join(", ", names) + "'");
    }
    YamlNode how = node.get(name);
    return switch (name) {
      case "walk" -> {
        how.keys("mean", "deviation");
        yield new Simulation.Walk(how.get("mean").number(), how.get("deviation").positive());
      }
      case "normal" -> {
        how.keys("mean", "deviation");
        yield new Simulation.Normal(how.get("mean").number(), how.get("deviation").positive());
      }
      case "uniform" -> {
        how.keys("min", "max");
        double min = how.get("min").number();
        double max = how.get("max").number();
        if (max < min) {
          throw how.get("max").expected("max to be at least min", "" + max);
        }
        yield new Simulation.Uniform(min, max);
      }
      default -> new Simulation.Choice(how.texts("at least one text"));
    };
  }
}
