package io.tidemark.model.yaml;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.Encoding;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.model.expression.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the aggregation of a definition and validates it. */
final class AggregatedReader {
  private static final Pattern MEASURE = Pattern.compile("(\\w+)\\s*+(?:\\(\\s*+(\\w*)\\s*+\\))?");

  /** The largest overlap: a reading is counted once for each window that contains it. */
  private static final int MOST_OVERLAP = 1_000;

  /** The columns of every window. */
  private static final Set<String> WINDOW =
      Set.of(StreamDefinition.WINDOW_START, StreamDefinition.WINDOW_END);

  private final StreamDefinition.Raw raw;
  private final TopicNames topics;

  AggregatedReader(StreamDefinition.Raw raw, TopicNames topics) {
    this.raw = raw;
    this.topics = topics;
  }

  /** The topic, length and slide of one window definition. */
  private record Windows(String topic, Duration window, Duration slide) {}

  List<StreamDefinition.Aggregated> read(YamlNode node) {
    node.keys(
        "topic",
        "encoding",
        "window",
        "slide",
        "windows",
        "watermark",
        "deduplicate",
        "where",
        "by",
        "measures");
    Encoding encoding =
        node.has("encoding")
            ? DefinitionNames.keyword(node.get("encoding"), Encoding.class, "encoding")
            : Encoding.JSON;
    List<Windows> windows = node.has("windows") ? several(node) : List.of(one(node));
    Duration watermark = inSteps(node.get("watermark"));
    boolean deduplicate = node.has("deduplicate") && node.get("deduplicate").yesOrNo();
    Condition where = node.has("where") ? where(node.get("where")) : null;
    Set<String> taken = new HashSet<>(WINDOW);
    List<Field> by = node.has("by") ? by(node.get("by"), taken) : List.of();
    List<Measure> measures = measures(node.get("measures"), taken);
    return windows.stream()
        .map(
            one ->
                new StreamDefinition.Aggregated(
                    one.topic(),
                    one.window(),
                    one.slide(),
                    watermark,
                    deduplicate,
                    where,
                    by,
                    measures,
                    encoding,
                    Schemas.NONE))
        .toList();
  }

  private List<Windows> several(YamlNode node) {
    for (String key : List.of("topic", "window", "slide")) {
      if (node.has(key)) {
        throw node.get(key).expected("'" + key + "' in each of the 'windows'", "it beside them");
      }
    }
    List<Windows> windows = new ArrayList<>();
    for (YamlNode item : node.get("windows").items()) {
      item.keys("topic", "window", "slide");
      windows.add(one(item));
    }
    if (windows.isEmpty()) {
      throw node.get("windows").expected("at least one kind of window", "none");
    }
    return windows;
  }

  private Windows one(YamlNode node) {
    String topic = topics.take(node.get("topic"));
    Duration window = inSteps(node.get("window"));
    if (window.isZero()) {
      throw node.get("window").expected("a window longer than 0", "0");
    }
    return new Windows(
        topic, window, node.has("slide") ? slide(node.get("slide"), window) : window);
  }

  private Duration slide(YamlNode node, Duration window) {
    Duration slide = inSteps(node);
    if (slide.isZero() || window.toMillis() % slide.toMillis() != 0) {
      throw node.expected(
          "a slide of which the window, " + Durations.format(window) + ", is a whole multiple",
          "'" + node.text() + "'");
    }
    if (window.toMillis() / slide.toMillis() > MOST_OVERLAP) {
      throw node.expected(
          "a slide of at least a " + MOST_OVERLAP + "th of the window", "'" + node.text() + "'");
    }
    return slide;
  }

  /** A duration that is a whole multiple of the event time format's resolution. */
  private Duration inSteps(YamlNode node) {
    Duration duration = node.duration();
    long step = raw.time().format().step();
    // heartbeats of a plain definition are written in the same format
    if (raw.isPlain() && duration.toMillis() % step != 0) {
      throw node.expected(
          "whole "
              + (step == 1_000 ? "seconds" : "days")
              + ", in which the event time is written (format "
              + raw.time().format().keyword()
              + ")",
          "'" + node.text() + "'");
    }
    return duration;
  }

  private Condition where(YamlNode node) {
    try {
      return ExpressionParser.logical(node.text(), raw.all());
    } catch (ExpressionParser.Wrong e) {
      throw node.expected(e.getMessage(), e.found());
    }
  }

  private List<Field> by(YamlNode node, Set<String> taken) {
    List<Field> by = new ArrayList<>();
    for (YamlNode item : node.items()) {
      String name = item.text();
      Field field = DefinitionNames.find(item, name, raw.all());
      if (field.type() == FieldType.DECIMAL || field.type() == FieldType.TIMESTAMP) {
        throw item.expected(
            "a field of type int, string or boolean",
            "'" + name + "', " + DefinitionNames.kind(field.type()));
      }
      if (WINDOW.contains(name)) {
        throw item.expected(
            "another field: each window has a column of this name", "'" + name + "'");
      }
      if (!taken.add(name)) {
        throw item.expected("each field once", "'" + name + "' again");
      }
      by.add(field);
    }
    return by;
  }

  private List<Measure> measures(YamlNode list, Set<String> taken) {
    List<Measure> measures = new ArrayList<>();
    for (String name : list.names("at least one measure")) {
      YamlNode measure = list.get(name);
      DefinitionNames.check(measure, name);
      if (!taken.add(name)) {
        throw measure.expected("a name that no other column has", "'" + name + "'");
      }
      measures.add(measure(measure, name));
    }
    if (measures.stream().noneMatch(measure -> measure.function() == AggregateFunction.COUNT)) {
      throw list.expected("a measure 'count', by which the audit counts readings", "none");
    }
    return measures;
  }

  private static AggregateFunction function(YamlNode node, String keyword) {
    return Arrays.stream(AggregateFunction.values())
        .filter(known -> known.keyword().equals(keyword))
        .findFirst()
        .orElseThrow(
            () ->
                node.expected(
                    "one of the functions "
                        + Arrays.stream(AggregateFunction.values())
                            .map(AggregateFunction::keyword)
                            .distinct()
                            .collect(Collectors.joining(", ")),
                    "'" + keyword + "'"));
  }

  private Measure measure(YamlNode node, String name) {
    Matcher form = MEASURE.matcher(node.text());
    if (!form.matches()) {
      throw node.expected("a function such as count or avg(field)", "'" + node.text() + "'");
    }
    AggregateFunction function = function(node, form.group(1));
    String fieldName = form.group(2);
    if (function == AggregateFunction.COUNT) {
      if (fieldName == null) {
        return new Measure(name, function, null);
      }
      if (fieldName.isEmpty()) {
        throw node.expected("count, or count(field)", "'" + node.text() + "'");
      }
      function = AggregateFunction.COUNT_VALUES;
    }
    if (fieldName == null || fieldName.isEmpty()) {
      throw node.expected(function.keyword() + "(field)", "'" + node.text() + "'");
    }
    Field field = DefinitionNames.find(node, fieldName, raw.all());
    boolean fits =
        function.needsNumber() ? field.type().isNumber() : field.type() != FieldType.TIMESTAMP;
    if (!fits) {
      throw node.expected(
          function.keyword()
              + (function.needsNumber()
                  ? " over a field of type int or decimal"
                  : " over a field that is measured"),
          "'" + fieldName + "', " + DefinitionNames.kind(field.type()));
    }
    return new Measure(name, function, field);
  }
}
