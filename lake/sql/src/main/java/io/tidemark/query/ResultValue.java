package io.tidemark.query;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The values of an answer, whatever the database has for them. */
public final class ResultValue {
  private ResultValue() {}

  /**
   * The value that JDBC gives as a number, a truth value, a list, a text or null: instants as ISO
   * 8601 in UTC, bytes as base64.
   */
  public static Object of(Object value) throws SQLException {
    if (value == null || value instanceof Boolean || isNumber(value)) {
      return value;
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    if (value instanceof Timestamp time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time.toLocalDateTime());
    }
    if (value instanceof Blob blob) {
      return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
    }
    if (value instanceof Array array) {
      List<Object> elements = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        elements.add(of(element));
      }
      return elements;
    }
    return value.toString();
  }

  /** The text of such a value, decimals without exponent; null for no value. */
  public static String text(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof List<?> elements) {
      return elements.stream().map(ResultValue::text).collect(joining(", ", "[", "]"));
    }
    return value == null ? null : value.toString();
  }

  /** Whether it is written as a JSON number: one that JSON has. */
  static boolean isNumber(Object value) {
    if (value instanceof Double || value instanceof Float) {
      return Double.isFinite(((Number) value).doubleValue());
    }
    return value instanceof Number;
  }
}
