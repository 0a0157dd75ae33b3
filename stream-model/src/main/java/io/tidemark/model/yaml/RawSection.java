package io.tidemark.model.yaml;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeForm;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.ValueForm;
import java.util.List;
import java.util.Locale;

/**
 * The section {@code raw} of a definition as JSON, with what a decoder needs: topic, key, time and
 * fields. JSON is YAML, so the same reader reads both.
 */
public final class RawSection {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FROM = "from";

  private RawSection() {}

  /** The section as a JSON object; derived fields and simulations are not part of it. */
  public static ObjectNode toJson(StreamDefinition.Raw raw) {
    ObjectNode section = JSON.createObjectNode().put("topic", raw.topic());
    if (raw.isAvro()) {
      section.put("encoding", raw.encoding().name().toLowerCase(Locale.ROOT));
    }
    if (raw.key() != null) {
      section.put("key", raw.key().name());
    }
    section.put("time", raw.time().name());
    ObjectNode fields = section.putObject("fields");
    raw.fields().forEach(field -> field(fields.putObject(field.name()), field));
    return section;
  }

  /**
   * Reads a section that {@link #toJson} wrote.
   *
   * @throws DefinitionException when it is none
   */
  public static StreamDefinition.Raw read(String json) {
    return DefinitionReader.raw(
        YamlNode.parse("{\"raw\": " + json + "}", "raw"), new TopicNames(""));
  }

  private static void field(ObjectNode node, Field field) {
    node.put("type", field.type().name().toLowerCase(Locale.ROOT));
    if (field.type() == FieldType.DECIMAL) {
      node.put("scale", field.scale());
    }
    ValueForm value = field.raw();
    if (value.time() != null) {
      time(node, value.time());
    }
    locations(node, field);
    flag(node, "optional", value.optional());
    if (!value.noValue().isEmpty()) {
      value.noValue().forEach(node.putArray("no_value")::add);
    }
    flag(node, "quoted", value.quoted());
    flag(node, "lenient", value.lenient());
    flag(node, "rounded", value.rounded());
    flag(node, "decimal_comma", value.decimalComma());
  }

  private static void flag(ObjectNode node, String name, boolean value) {
    if (value) {
      node.put(name, true);
    }
  }

  private static void time(ObjectNode node, TimeForm form) {
    boolean pattern = form.format() == TimeFormat.PATTERN;
    node.put("format", pattern ? form.pattern() : form.format().keyword());
    if (form.zone() != null) {
      node.put("zone", form.zone().getId());
    }
  }

  private static void locations(ObjectNode node, Field field) {
    List<Location> locations = field.raw().locations();
    if (locations.size() == 2) {
      ObjectNode both = node.putObject(FROM);
      steps(both.putArray("day"), locations.get(0));
      steps(both.putArray("time"), locations.get(1));
    } else if (locations.size() == 1 && !locations.get(0).isMember(field.name())) {
      steps(node.putArray(FROM), locations.get(0));
    }
  }

  /** Adds the steps of a location to a list, as {@code from} has them. */
  public static void steps(ArrayNode array, Location location) {
    for (Location.Step step : location.steps()) {
      if (step.isElement()) {
        array.add(step.index());
      } else {
        array.add(step.name());
      }
    }
  }
}
