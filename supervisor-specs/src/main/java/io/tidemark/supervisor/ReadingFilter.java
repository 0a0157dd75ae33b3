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
 * Admits readings to the raw datasource, but no heartbeats and no records that {@link RawDecoder}
 * classifies as malformed. By default, Druid turns a missing value or one of another type into
 * null, parses text as a number where possible, and accepts numbers of any size and precision.
 *
 * <p>Druid filters a record after parsing its JSON, when its numbers are doubles. The filter
 * therefore cannot detect more than one object in a record (each becomes a row), decimal places
 * beyond a double's precision, or the ignored value of a duplicate name.
 */
final class ReadingFilter {
  private static final String IS_READING = "is reading";

  private ReadingFilter() {}

  /**
   * Adds to an input format of type {@code json} the column that {@link #filter} tests first. It is
   * not stored; it holds whether every field of a record has a value of its JSON type.
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
   * Written in jq, because Druid's own expressions cannot distinguish a boolean from a number. A
   * type test for each number would cost more than the rest of the expression; a subtraction fails
   * for anything but a number. An uncaught jq error would fail Druid's task on every attempt, so
   * all errors are caught.
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

  /** Fills the filter of a spec whose input format has {@link #typesOfFields}. */
  static void filter(ObjectNode filter, StreamDefinition.Raw raw) {
    ArrayNode all = filter.put("type", "and").putArray("fields");
    // first: the other filters rely on it, and Druid evaluates them in order
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

  /** A number with a fraction, or beyond a long, is a double here, such as 17.0 or 1.0E20. */
  private static void whole(ArrayNode all, Field field) {
    // quotes may contain any text; JSON's own numbers have no leading zeros
    matches(all, field, field.quoted() ? "^-?(0|[1-9][0-9]*)$" : "^-?[0-9]+$");
  }

  private static void matches(ArrayNode all, Field field, String pattern) {
    all.addObject().put("type", "regex").put("dimension", field.name()).put("pattern", pattern);
  }

  /** Rounding the double of a number with at most {@code scale} places does not change it. */
  private static void exact(ArrayNode all, Field field) {
    String number = "\"" + field.name() + "\"";
    String rounded = "round(" + number + ", " + field.scale() + ")";
    String largest = BigDecimal.valueOf(Long.MAX_VALUE, field.scale()).toPlainString();
    all.addObject()
        .put("type", "expression")
        .put("expression", rounded + " == " + number + " && abs(" + number + ") <= " + largest);
  }
}
