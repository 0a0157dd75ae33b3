package io.tidemark.lake.sql;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** A value of a result as text: decimals without exponent, instants as ISO 8601 in UTC. */
final class ResultValue {
  private ResultValue() {}

  /** The text, or null for no value; of bytes their base64. */
  static String text(Object value) throws SQLException {
    if (value == null) {
      return null;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
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
      StringBuilder text = new StringBuilder();
      for (Object element : elements(array)) {
        text.append(text.isEmpty() ? "" : ", ").append(text(element));
      }
      return "[" + text + "]";
    }
    return value.toString();
  }

  static Object[] elements(Array array) throws SQLException {
    return (Object[]) array.getArray();
  }

  /** Whether it is written as a JSON number: one that JSON has. */
  static boolean isNumber(Object value) {
    if (value instanceof Double || value instanceof Float) {
      return Double.isFinite(((Number) value).doubleValue());
    }
    return value instanceof Number;
  }
}
