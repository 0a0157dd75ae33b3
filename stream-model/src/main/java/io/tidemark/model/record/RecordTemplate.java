package io.tidemark.model.record;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.TimePattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands around the values of a record: names, brackets and commas. Values of one object stand
 * together; elements that no field has are {@code null}.
 */
final class RecordTemplate {
  /** A value: the index of its field, and which part of an event time in two parts, or -1. */
  private record Slot(int place, int part) {}

  private final List<byte[]> before = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final byte[] end;
  private final String timePattern;

  /** What was written since the last value. */
  private final StringBuilder text = new StringBuilder();

  RecordTemplate(StreamDefinition.Raw raw) {
    Map<Location.Step, Object> root = new LinkedHashMap<>();
    for (int place = 0; place < raw.fields().size(); place++) {
      Field field = raw.fields().get(place);
      List<Location> locations = field.raw().locations();
      for (int part = 0; part < locations.size(); part++) {
        put(root, locations.get(part).steps(), new Slot(place, locations.size() == 1 ? -1 : part));
      }
    }
    object(root);
    end = JsonSyntax.bytes(text.toString());
    timePattern =
        raw.time().format() == TimeFormat.PATTERN ? raw.time().raw().time().pattern() : null;
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<Location.Step, Object> node, List<Location.Step> steps, Slot slot) {
    if (steps.size() == 1) {
      node.put(steps.get(0), slot);
      return;
    }
    Object child = node.computeIfAbsent(steps.get(0), ignored -> new LinkedHashMap<>());
    put((Map<Location.Step, Object>) child, steps.subList(1, steps.size()), slot);
  }

  private void object(Map<Location.Step, Object> members) {
    String separator = "{";
    for (Map.Entry<Location.Step, Object> member : members.entrySet()) {
      text.append(separator).append(JsonSyntax.text(member.getKey().name())).append(':');
      value(member.getValue());
      separator = ",";
    }
    text.append(members.isEmpty() ? "{}" : "}");
  }

  private void array(Map<Location.Step, Object> elements) {
    int last = elements.keySet().stream().mapToInt(Location.Step::index).max().orElse(-1);
    for (int index = 0; index <= last; index++) {
      text.append(index == 0 ? '[' : ',');
      Object element = elements.get(Location.Step.element(index));
      if (element == null) {
        text.append("null");
      } else {
        value(element);
      }
    }
    text.append(']');
  }

  @SuppressWarnings("unchecked")
  private void value(Object value) {
    if (value instanceof Slot slot) {
      before.add(JsonSyntax.bytes(text.toString()));
      slots.add(slot);
      text.setLength(0);
      return;
    }
    Map<Location.Step, Object> inside = (Map<Location.Step, Object>) value;
    if (inside.keySet().iterator().next().isElement()) {
      array(inside);
    } else {
      object(inside);
    }
  }

  /** The number of values. */
  int size() {
    return slots.size();
  }

  /** What stands before a value. */
  byte[] before(int slot) {
    return before.get(slot);
  }

  /** The index of a value's field. */
  int place(int slot) {
    return slots.get(slot).place();
  }

  /** The part of an event time in two parts, or -1. */
  int part(int slot) {
    return slots.get(slot).part();
  }

  /** What stands behind the last value. */
  byte[] end() {
    return end;
  }

  /** Divides an event time into day and time of day, at a space. */
  String[] parts(String time) {
    int at = time.indexOf('T');
    if (timePattern != null) {
      int letter = TimePattern.firstTimeLetter(timePattern);
      long spaces =
          timePattern.substring(0, Math.max(letter, 0)).chars().filter(c -> c == ' ').count();
      at = -1;
      for (long i = 0; i < spaces; i++) {
        at = time.indexOf(' ', at + 1);
      }
    }
    return at < 0
        ? new String[] {time, ""}
        : new String[] {time.substring(0, at), time.substring(at + 1)};
  }
}
