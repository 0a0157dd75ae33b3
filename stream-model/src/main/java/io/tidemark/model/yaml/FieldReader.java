package io.tidemark.model.yaml;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.Simulation;
import io.tidemark.model.definition.TimeForm;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.ValueForm;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of the raw records. */
final class FieldReader {
  static final String[] KEYS = {
    "type",
    "scale",
    "unit",
    "from",
    "format",
    "zone",
    "optional",
    "no_value",
    "quoted",
    "lenient",
    "rounded",
    "decimal_comma",
    "simulate"
  };

  /**
   * The largest scale. With four more places for an average, 64-bit numbers and doubles still hold
   * the values.
   */
  private static final int MAX_SCALE = 9;

  private final String time;
  private final String key;
  private final List<String> noValue;

  /** The locations of all fields so far; two must not overlap. */
  private final List<Location> taken = new ArrayList<>();

  /**
   * @param time the name of the event time
   * @param key the name of the key, or null
   * @param noValue what means no value in an optional field that does not say so itself
   */
  FieldReader(String time, String key, List<String> noValue) {
    this.time = time;
    this.key = key;
    this.noValue = noValue;
  }

  /** Reads one field. */
  Field read(YamlNode node, String name) {
    node.keys(KEYS);
    FieldType type = DefinitionNames.keyword(node.get("type"), FieldType.class, "type");
    boolean isTime = name.equals(time);
    if (type == FieldType.TIMESTAMP && !isTime) {
      throw node.get("type").expected("type timestamp for the event time alone", "'" + name + "'");
    }
    int scale = scale(node, type);
    String unit = node.has("unit") ? node.get("unit").text() : null;
    boolean lenient = isTrue(node, "lenient");
    TimeForm form = type == FieldType.TIMESTAMP ? TimeFormReader.read(node) : null;
    if (form == null) {
      for (String other : List.of("format", "zone")) {
        if (node.has(other)) {
          throw node.get(other)
              .expected(other + " for type timestamp alone", DefinitionNames.kind(type));
        }
      }
    }
    return new Field(
        name,
        type,
        scale,
        unit,
        simulation(node, name, type),
        new ValueForm(
            locations(node, name, form),
            form,
            optional(node, isTime),
            noValue(node),
            quoted(node, type, form),
            lenient,
            rounded(node, type),
            decimalComma(node, type, lenient)),
        null);
  }

  private Simulation simulation(YamlNode node, String name, FieldType type) {
    boolean given = node.has("simulate");
    if (!name.equals(time) && !name.equals(key)) {
      if (!given) {
        return null;
      }
      Simulation simulation = SimulationReader.read(node.get("simulate"), type);
      if (simulation instanceof Simulation.Missing && !isTrue(node, "optional")) {
        throw node.get("simulate").expected("optional: true with missing", "none");
      }
      return simulation;
    }
    if (given) {
      throw node.get("simulate")
          .expected("no simulate for the event time and the key, which the fleet gives", "one");
    }
    return null;
  }

  private static boolean isTrue(YamlNode node, String key) {
    return node.has(key) && node.get(key).yesOrNo();
  }

  private static boolean optional(YamlNode node, boolean isTime) {
    boolean optional = isTrue(node, "optional");
    if (optional && isTime) {
      throw node.get("optional")
          .expected("an event time in every record", "one that may be missing");
    }
    if (!optional && node.has("no_value")) {
      throw node.get("no_value").expected("optional: true with no_value", "none");
    }
    return optional;
  }

  private List<String> noValue(YamlNode node) {
    if (node.has("no_value")) {
      return node.get("no_value").texts("at least one text");
    }
    return isTrue(node, "optional") ? noValue : List.of();
  }

  private static boolean quoted(YamlNode node, FieldType type, TimeForm form) {
    boolean quoted = isTrue(node, "quoted");
    if (quoted && type != FieldType.INT && (form == null || !form.format().isNumber())) {
      throw node.get("quoted")
          .expected(
              "quoted for whole numbers alone (lenient: true reads decimals in quotes)",
              form == null ? DefinitionNames.kind(type) : form.format().keyword());
    }
    return quoted;
  }

  private static boolean rounded(YamlNode node, FieldType type) {
    boolean rounded = isTrue(node, "rounded");
    if (rounded && type != FieldType.DECIMAL) {
      throw node.get("rounded")
          .expected("rounded for type decimal alone", DefinitionNames.kind(type));
    }
    return rounded;
  }

  private static boolean decimalComma(YamlNode node, FieldType type, boolean lenient) {
    boolean comma = isTrue(node, "decimal_comma");
    if (comma && (type != FieldType.DECIMAL || !lenient)) {
      throw node.get("decimal_comma")
          .expected(
              "decimal_comma for type decimal with lenient: true",
              lenient ? DefinitionNames.kind(type) : "no lenient: true");
    }
    return comma;
  }

  static int scale(YamlNode node, FieldType type) {
    if (type == FieldType.DECIMAL) {
      return (int) node.get("scale").integer(0, MAX_SCALE);
    }
    if (node.has("scale")) {
      throw node.get("scale").expected("scale for type decimal alone", DefinitionNames.kind(type));
    }
    return 0;
  }

  private List<Location> locations(YamlNode node, String name, TimeForm form) {
    List<Location> locations = new ArrayList<>();
    boolean fromRecord = form != null && form.format() == TimeFormat.RECORD;
    if (!node.has("from")) {
      if (!fromRecord) {
        locations.add(Location.member(name));
      }
    } else if (fromRecord) {
      throw node.get("from").expected("no from with format: record", "one");
    } else if (node.get("from").isMapping()) {
      YamlNode both = node.get("from");
      both.keys("day", "time");
      if (form == null) {
        throw both.expected("day and time for the event time alone", "'" + name + "'");
      }
      if (form.format() != TimeFormat.PATTERN && form.format() != TimeFormat.ISO) {
        throw both.expected(
            "format: iso or a pattern, of day and time with a space between them",
            form.format().keyword());
      }
      if (form.format() == TimeFormat.ISO && form.zone() == null && !isTrue(node, "lenient")) {
        throw both.expected(
            "lenient: true or a zone beside iso, because no T is between day and time", "neither");
      }
      locations.add(location(both.get("day")));
      locations.add(location(both.get("time")));
    } else {
      locations.add(location(node.get("from")));
    }
    YamlNode where = node.has("from") ? node.get("from") : node;
    for (Location location : locations) {
      for (Location other : taken) {
        if (location.conflictsWith(other)) {
          throw where.expected(
              "a place of its own for each value",
              "'" + location.path() + "' beside '" + other.path() + "'");
        }
      }
      taken.add(location);
    }
    return locations;
  }

  private static Location location(YamlNode node) {
    if (!node.isSequence()) {
      Location location = Location.parse(node.textWithBlanks());
      if (location == null) {
        throw node.expected(
            "names with '.' between them and [n] for elements, or a list of names",
            "'" + node.textWithBlanks() + "'");
      }
      return location;
    }
    List<Location.Step> steps = new ArrayList<>();
    for (YamlNode step : node.items()) {
      steps.add(
          !steps.isEmpty() && step.isWholeNumber()
              ? Location.Step.element((int) step.integer(0, 999_999))
              : Location.Step.member(step.textWithBlanks()));
    }
    if (steps.isEmpty()) {
      throw node.expected("at least one name", "none");
    }
    return new Location(steps);
  }
}
