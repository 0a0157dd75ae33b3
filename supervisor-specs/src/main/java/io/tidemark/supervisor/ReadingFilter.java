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
import java.util.ArrayList;
import java.util.List;

/**
 * Admits readings to the raw datasource, but no heartbeats and no records that {@link RawDecoder}
 * classifies as malformed. By default, Druid turns a missing value or one of another type into
 * null, parses text as a number where possible, and accepts numbers of any size and precision.
 *
 * <p>Druid reads a record line by line, and of each line the first JSON value. It filters a record
 * after parsing its JSON, when its numbers are doubles. The spec therefore cannot detect what
 * stands after the object (on a line of its own it is a record of its own), nor decimal places
 * beyond a double's precision, and it refuses an object of several lines.
 */
final class ReadingFilter {
  private static final String IS_READING = "is reading";

  private ReadingFilter() {}

  /**
   * Makes an input format of type {@code json} count what it cannot read as unparseable. Druid's
   * default reader for streams throws when the first bytes look like UTF-32, as those of a schema
   * registry's serializer do, and then no task gets past that record; the reader of lines does not.
   *
   * <p>Also adds the column that {@link #filter} tests first. It is not stored; it holds whether
   * every field of a record has a value of its JSON type.
   */
  static void format(ObjectNode inputFormat, StreamDefinition.Raw raw) {
    inputFormat
        .put("assumeNewlineDelimited", true)
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
   * for anything but a number. An uncaught error would fail Druid's task on every attempt: {@code
   * catch} catches those of jq only, so nothing is converted, for {@code tonumber} throws another.
   */
  private static String isReading(StreamDefinition.Raw raw) {
    List<String> wrong = new ArrayList<>();
    StringBuilder numbers = new StringBuilder("0");
    for (Field field : raw.fields()) {
      if (isText(field)) {
        wrong.add(isNo(field, "string"));
      } else if (field.quoted()) {
        wrong.add("(" + isNo(field, "string") + " and " + isNo(field, "number") + ")");
      } else {
        numbers.append(" - .").append(field.name());
      }
    }
    if (raw.fields().size() == 1) {
      // any other heartbeat lacks a field
      wrong.add("(length == 2 and ." + StreamDefinition.HEARTBEAT + " == true)");
    }
    String right = "(" + numbers + " | true)";
    return "try "
        + (wrong.isEmpty()
            ? right
            : "(if " + String.join(" or ", wrong) + " then false else " + right + " end)")
        + " catch false";
  }

  private static String isNo(Field field, String type) {
    return "(." + field.name() + " | type) != \"" + type + "\"";
  }

  private static boolean isText(Field field) {
    return field.type() == FieldType.STRING || field.format() == TimeFormat.ISO;
  }

  /** Fills the filter of a spec whose input format is that of {@link #format}. */
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
        case INT -> {
          whole(all, field);
          if (field.quoted()) {
            within64Bits(all, field);
          }
        }
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

  /** A number without quotes that is larger is a double here, and not whole. */
  private static void within64Bits(ArrayNode all, Field field) {
    all.addObject()
        .put("type", "bound")
        .put("dimension", field.name())
        .put("lower", Long.toString(Long.MIN_VALUE))
        .put("upper", Long.toString(Long.MAX_VALUE))
        .put("ordering", "numeric");
  }

  private static void matches(ArrayNode all, Field field, String pattern) {
    all.addObject().put("type", "regex").put("dimension", field.name()).put("pattern", pattern);
  }

  /** Rounding the double of a number with at most {@code scale} places does not change it. */
  private static void exact(ArrayNode all, Field field) {
    String number = "\"" + field.name() + "\"";
    String rounded = "round(" + number + ", " + field.scale() + ")";
    // no abs(): that of the least long is negative
    all.addObject()
        .put("type", "expression")
        .put(
            "expression",
            rounded
                + " == "
                + number
                + " && "
                + number
                + " >= "
                + plain(Long.MIN_VALUE, field)
                + " && "
                + number
                + " <= "
                + plain(Long.MAX_VALUE, field));
  }

  private static String plain(long number, Field field) {
    return BigDecimal.valueOf(number, field.scale()).toPlainString();
  }
}
