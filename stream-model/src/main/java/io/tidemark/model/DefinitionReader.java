package io.tidemark.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns a definition's file into a {@link StreamDefinition}, or says what is wrong with it. */
final class DefinitionReader {
  private static final Pattern STREAM = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,199}");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,99}");
  private static final Pattern MEASURE = Pattern.compile("(\\w+)\\s*(?:\\(\\s*(\\w*)\\s*\\))?");

  /** With the four places of an average, what a 64-bit number and a double still hold. */
  private static final int MAX_SCALE = 9;

  private DefinitionReader() {}

  static StreamDefinition read(Path file) {
    YamlNode root = YamlNode.read(file);
    root.keys("stream", "raw", "aggregated");
    String name = root.get("stream").match(STREAM, "a name of a-z, 0-9 and '-'");
    StreamDefinition.Raw raw = raw(root.get("raw"));
    StreamDefinition definition =
        new StreamDefinition(name, raw, aggregated(root.get("aggregated"), raw));
    for (String part : List.of("raw", "aggregated")) {
      YamlNode topic = root.get(part).get("topic");
      if (topic.text().equals(definition.deadLetterTopic())) {
        throw topic.expected(
            "another topic than that of the dead letters", "'" + topic.text() + "'");
      }
    }
    return definition;
  }

  private static StreamDefinition.Raw raw(YamlNode node) {
    node.keys("topic", "key", "time", "fields");
    String topic = topic(node.get("topic"));
    List<Field> fields = new ArrayList<>();
    String time = node.get("time").text();
    String key = node.get("key").text();
    YamlNode list = node.get("fields");
    List<String> names = list.names("at least one field");
    checkKnown(node.get("time"), time, names);
    checkKnown(node.get("key"), key, names);
    for (String name : names) {
      YamlNode field = list.get(name);
      checkName(field, name);
      fields.add(field(field, name, name.equals(time), name.equals(key)));
    }
    Field timeField = find(node.get("time"), time, fields);
    if (timeField.type() != FieldType.TIMESTAMP) {
      throw node.get("time")
          .expected("a field of type timestamp", "'" + time + "', " + kind(timeField));
    }
    Field keyField = find(node.get("key"), key, fields);
    if (keyField.type() != FieldType.INT && keyField.type() != FieldType.STRING) {
      throw node.get("key")
          .expected("a field of type int or string", "'" + key + "', " + kind(keyField));
    }
    return new StreamDefinition.Raw(topic, keyField, timeField, fields);
  }

  private static Field field(YamlNode node, String name, boolean isTime, boolean isKey) {
    node.keys("type", "scale", "unit", "simulate");
    FieldType type = keyword(node.get("type"), FieldType.class, "type");
    if (type == FieldType.TIMESTAMP && !isTime) {
      throw node.get("type").expected("type timestamp for the event time alone", "'" + name + "'");
    }
    int scale = 0;
    if (type == FieldType.DECIMAL) {
      scale = (int) node.get("scale").integer(0, MAX_SCALE);
    } else if (node.has("scale")) {
      throw node.get("scale").expected("scale for type decimal alone", kind(type));
    }
    String unit = node.has("unit") ? node.get("unit").text() : null;
    Simulation simulate = null;
    if (isTime || isKey) {
      if (node.has("simulate")) {
        throw node.get("simulate")
            .expected("no simulate for the event time and the key, which the fleet gives", "one");
      }
    } else {
      simulate = simulation(node.get("simulate"), type);
    }
    return new Field(name, type, scale, unit, simulate);
  }

  private static Simulation simulation(YamlNode node, FieldType type) {
    List<String> forType =
        type.isNumber() ? List.of("walk", "normal", "uniform") : List.of("choice");
    List<String> names = node.names("one of " + String.join(", ", forType));
    String name = names.get(0);
    if (names.size() > 1 || !forType.contains(name)) {
      throw node.expected(
          "one of " + String.join(", ", forType) + " for " + kind(type),
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

  private static StreamDefinition.Aggregated aggregated(YamlNode node, StreamDefinition.Raw raw) {
    node.keys("topic", "window", "watermark", "deduplicate", "by", "measures");
    String topic = topic(node.get("topic"));
    if (topic.equals(raw.topic())) {
      throw node.get("topic").expected("another topic than the raw one", "'" + topic + "'");
    }
    Duration window = node.get("window").duration();
    if (window.isZero()) {
      throw node.get("window").expected("a window longer than 0", "0");
    }
    Duration watermark = node.get("watermark").duration();
    boolean deduplicate = node.has("deduplicate") && node.get("deduplicate").yesOrNo();
    Set<String> taken =
        new HashSet<>(Set.of(StreamDefinition.WINDOW_START, StreamDefinition.WINDOW_END));
    List<Field> by = node.has("by") ? by(node.get("by"), raw, taken) : List.of();
    List<Measure> measures = new ArrayList<>();
    YamlNode list = node.get("measures");
    for (String name : list.names("at least one measure")) {
      YamlNode measure = list.get(name);
      checkName(measure, name);
      if (!taken.add(name)) {
        throw measure.expected("a name that no other column has", "'" + name + "'");
      }
      measures.add(measure(measure, name, raw));
    }
    if (measures.stream().noneMatch(measure -> measure.function() == Function.COUNT)) {
      throw list.expected("a measure 'count', by which the audit counts readings", "none");
    }
    return new StreamDefinition.Aggregated(topic, window, watermark, deduplicate, by, measures);
  }

  private static List<Field> by(YamlNode node, StreamDefinition.Raw raw, Set<String> taken) {
    List<Field> by = new ArrayList<>();
    for (YamlNode item : node.items()) {
      String name = item.text();
      Field field = find(item, name, raw.fields());
      if (field.type() != FieldType.INT && field.type() != FieldType.STRING) {
        throw item.expected("a field of type int or string", "'" + name + "', " + kind(field));
      }
      if (!taken.add(name)) {
        throw item.expected("each field once", "'" + name + "' again");
      }
      by.add(field);
    }
    return by;
  }

  private static Measure measure(YamlNode node, String name, StreamDefinition.Raw raw) {
    Matcher form = MEASURE.matcher(node.text());
    if (!form.matches()) {
      throw node.expected("a function such as count or avg(field)", "'" + node.text() + "'");
    }
    Function function =
        Arrays.stream(Function.values())
            .filter(known -> known.keyword().equals(form.group(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    node.expected(
                        "one of the functions " + keywords(Function.class),
                        "'" + form.group(1) + "'"));
    String fieldName = form.group(2);
    if (function == Function.COUNT) {
      if (fieldName != null && !fieldName.isEmpty()) {
        throw node.expected("count without a field", "'" + node.text() + "'");
      }
      return new Measure(name, function, null);
    }
    if (fieldName == null || fieldName.isEmpty()) {
      throw node.expected(function.keyword() + "(field)", "'" + node.text() + "'");
    }
    Field field = find(node, fieldName, raw.fields());
    boolean fits =
        switch (function) {
          case SUM, AVG -> field.type().isNumber();
          default -> field.type() != FieldType.TIMESTAMP;
        };
    if (!fits) {
      throw node.expected(
          function == Function.SUM || function == Function.AVG
              ? function.keyword() + " over a field of type int or decimal"
              : function.keyword() + " over a field that is measured",
          "'" + fieldName + "', " + kind(field));
    }
    return new Measure(name, function, field);
  }

  private static String topic(YamlNode node) {
    return node.match(TOPIC, "a topic of letters, digits, '.', '_' and '-'");
  }

  private static void checkName(YamlNode node, String name) {
    if (!NAME.matcher(name).matches()) {
      throw node.expected(
          "a name of letters, digits and '_' that starts with a letter", "'" + name + "'");
    }
    if (name.equals(StreamDefinition.HEARTBEAT)) {
      throw node.expected("another name: heartbeats have this one", "'" + name + "'");
    }
  }

  private static Field find(YamlNode node, String name, List<Field> fields) {
    checkKnown(node, name, fields.stream().map(Field::name).toList());
    return fields.stream().filter(field -> field.name().equals(name)).findFirst().orElseThrow();
  }

  private static void checkKnown(YamlNode node, String name, List<String> names) {
    if (!names.contains(name)) {
      throw node.expected("one of the fields " + String.join(", ", names), "'" + name + "'");
    }
  }

  private static <E extends Enum<E>> E keyword(YamlNode node, Class<E> kind, String what) {
    String text = node.text();
    return Arrays.stream(kind.getEnumConstants())
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> node.expected(what + " " + keywords(kind), "'" + text + "'"));
  }

  private static <E extends Enum<E>> String keywords(Class<E> kind) {
    return Arrays.stream(kind.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String kind(Field field) {
    return kind(field.type());
  }

  private static String kind(FieldType type) {
    return "type " + type.name().toLowerCase(Locale.ROOT);
  }
}
