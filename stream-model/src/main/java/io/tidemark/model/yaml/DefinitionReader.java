package io.tidemark.model.yaml;

import io.tidemark.model.definition.Dashboard;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.Encoding;
import io.tidemark.model.encoding.Schemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@link StreamDefinition} from its YAML file and validates it. */
public final class DefinitionReader {
  /** What the topic with the history of a definition is named by, after the stream's name. */
  public static final String HISTORY = "-definitions";

  private static final int MAX_ENTITIES = 10_000_000;

  private DefinitionReader() {}

  /**
   * Reads a definition.
   *
   * @throws DefinitionException when it is wrong, with file and line
   */
  public static StreamDefinition read(Path file) {
    return of(YamlNode.read(file));
  }

  /**
   * Reads a definition that is no file.
   *
   * @param name what the text is, for error messages
   * @throws DefinitionException when it is wrong
   */
  public static StreamDefinition parse(String text, String name) {
    return of(YamlNode.parse(text, name));
  }

  private static StreamDefinition of(YamlNode root) {
    root.keys("stream", "raw", "derived", "aggregated", "dashboard");
    String name =
        root.get("stream")
            .match(StreamDefinition.NAME, "a name of a-z, 0-9 and '-', 100 characters at most");
    TopicNames topics = new TopicNames(name);
    StreamDefinition.Raw raw = raw(root, topics);
    List<StreamDefinition.Aggregated> aggregates =
        new AggregatedReader(raw, topics).read(root.get("aggregated"));
    return new StreamDefinition(
        name,
        raw,
        aggregates,
        root.has("dashboard")
            ? new DashboardReader(aggregates.get(0)).read(root.get("dashboard"))
            : Dashboard.DEFAULT);
  }

  /** Reads the section of the raw records, and the derived fields beside it. */
  static StreamDefinition.Raw raw(YamlNode root, TopicNames topics) {
    YamlNode node = root.get("raw");
    node.keys("topic", "encoding", "key", "time", "no_value", "simulate", "fields");
    String topic = topics.take(node.get("topic"));
    List<Field> fields = new ArrayList<>();
    String time = node.get("time").text();
    String key = node.has("key") ? node.get("key").text() : null;
    YamlNode list = node.get("fields");
    List<String> names = list.names("at least one field");
    DefinitionNames.checkKnown(node.get("time"), time, names);
    if (key != null) {
      DefinitionNames.checkKnown(node.get("key"), key, names);
      requireKeyType(node.get("key"), key, list.get(key));
    }
    List<String> noValue =
        node.has("no_value") ? node.get("no_value").texts("at least one text") : List.of();
    FieldReader reader = new FieldReader(time, key, noValue);
    for (String name : names) {
      YamlNode field = list.get(name);
      DefinitionNames.check(field, name);
      fields.add(reader.read(field, name));
    }
    Field timeField = DefinitionNames.find(node.get("time"), time, fields);
    if (timeField.type() != FieldType.TIMESTAMP) {
      throw node.get("time")
          .expected(
              "a field of type timestamp",
              "'" + time + "', " + DefinitionNames.kind(timeField.type()));
    }
    Encoding encoding =
        node.has("encoding")
            ? DefinitionNames.keyword(node.get("encoding"), Encoding.class, "encoding")
            : Encoding.JSON;
    if (encoding == Encoding.AVRO) {
      AvroNames.check(list, fields);
    }
    Field keyField = key == null ? null : DefinitionNames.find(node.get("key"), key, fields);
    List<Field> derived = root.has("derived") ? derived(root.get("derived"), fields) : List.of();
    return new StreamDefinition.Raw(
        topic,
        keyField,
        timeField,
        fields,
        derived,
        node.has("simulate") ? flood(node.get("simulate")) : StreamDefinition.Flood.DEFAULT,
        encoding,
        Schemas.NONE);
  }

  /**
   * Checks the key before the fields are read, because their own error for an unsuitable key field
   * would mislead.
   */
  private static void requireKeyType(YamlNode node, String key, YamlNode field) {
    field.keys(FieldReader.KEYS);
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
      int scale = FieldReader.scale(node, type);
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
                ExpressionParser.numeric(is.text(), known, scale));
        derived.add(field);
        known.add(field);
      } catch (ExpressionParser.Wrong e) {
        throw is.expected(e.getMessage(), e.found());
      }
    }
    return derived;
  }
}
