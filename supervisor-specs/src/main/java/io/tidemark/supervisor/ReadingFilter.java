package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.record.RawDecoder;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Lets readings into the raw datasource, and neither heartbeats nor what {@link RawDecoder} calls
 * malformed. Left to itself Druid makes a null of what is missing or of another type, takes a text
 * for a number where it looks like one, and takes numbers of any size and precision.
 *
 * <p>Druid looks at a record when its JSON is parsed and its numbers are doubles. It therefore
 * cannot see more objects than one in a record (each becomes a row), places beyond a double's
 * precision, and of a name that stands twice the value that does not count.
 */
final class ReadingFilter {
  private static final String IS_READING = "is reading";

  private ReadingFilter() {}

  /**
   * Adds to an input format of type {@code json} what {@link #filter} looks at first: a column that
   * is not stored and tells whether a record has every field with a value of its JSON type.
   */
  static void typesOfFields(ObjectNode inputFormat, StreamDefinition.Raw raw) {
    inputFormat
        .putObject("flattenSpec")
        .put("useFieldDiscovery", true)
        .putArray("fields")
        .addObject()
        .put("type", "jq")
        .put("name", IS_READING)
        .put("expr", isReading(raw));
  }

  /**
   * In jq, because Druid's own expressions cannot tell a boolean from a number. To ask each number
   * for its type would cost more than all the rest; only a number can be subtracted from one. What
   * jq throws would end Druid's task, again and again, so all of it is caught.
   */
  private static String isReading(StreamDefinition.Raw raw) {
    StringBuilder no = new StringBuilder("has(\"" + StreamDefinition.HEARTBEAT + "\")");
    StringBuilder numbers = new StringBuilder("0");
    for (Field field : raw.fields()) {
      if (isText(field)) {
        no.append(" or (.").append(field.name()).append(" | type) != \"string\"");
      } else if (field.quoted()) {
        numbers.append(" - (.").append(field.name()).append(" | tonumber)");
      } else {
        numbers.append(" - .").append(field.name());
      }
    }
    return "try (if " + no + " then false else (" + numbers + " | true) end) catch false";
  }

  private static boolean isText(Field field) {
    return field.type() == FieldType.STRING || field.format() == TimeFormat.ISO;
  }

  /** Fills in a filter of a spec whose input format has {@link #typesOfFields}. */
  static void filter(ObjectNode filter, StreamDefinition.Raw raw) {
    ArrayNode all = filter.put("type", "and").putArray("fields");
    // first: the others take it for granted, and Druid goes on only while they hold
    all.addObject().put("type", "selector").put("dimension", IS_READING).put("value", "true");
    for (Field field : raw.fields()) {
      switch (field.type()) {
        case TIMESTAMP -> {
          if (field.format() == TimeFormat.ISO) {
            matches(all, field, "^" + TimeFormat.ISO_FORM + "$");
          } else {
            whole(all, field);
          }
        }
        case INT -> whole(all, field);
        case DECIMAL -> exact(all, field);
        case STRING -> {}
      }
    }
    all.addObject()
        .put("type", "interval")
        .put("dimension", "__time")
        .putArray("intervals")
        .add(
            Instant.ofEpochMilli(TimeFormat.EARLIEST)
                + "/"
                + Instant.ofEpochMilli(TimeFormat.LATEST + 1));
  }

  /** What is no long, for its point or its size, is a double here, written 17.0 or 1.0E20. */
  private static void whole(ArrayNode all, Field field) {
    // in quotes anything may stand, and JSON's own numbers have no zeros in front
    matches(all, field, field.quoted() ? "^-?(0|[1-9][0-9]*)$" : "^-?[0-9]+$");
  }

  private static void matches(ArrayNode all, Field field, String pattern) {
    all.addObject().put("type", "regex").put("dimension", field.name()).put("pattern", pattern);
  }

  /** The double of a number of so many places is the double of itself rounded to them. */
  private static void exact(ArrayNode all, Field field) {
    String number = "\"" + field.name() + "\"";
    String rounded = "round(" + number + ", " + field.scale() + ")";
    String largest = BigDecimal.valueOf(Long.MAX_VALUE, field.scale()).toPlainString();
    all.addObject()
        .put("type", "expression")
        .put("expression", rounded + " == " + number + " && abs(" + number + ") <= " + largest);
  }
}
