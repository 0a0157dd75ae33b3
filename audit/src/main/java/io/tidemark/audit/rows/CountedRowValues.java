package io.tidemark.audit.rows;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.StreamDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one row that the audit needs, before they are checked: the start of the window, the
 * groups, the readings, the sums, the columns that must be there, in this order. A value is null
 * for none, {@link #JSON_NULL}, a {@link String}, {@link Boolean}, {@link Long}, {@link BigInteger}
 * or {@link BigDecimal}, or {@link #NESTED}.
 */
final class CountedRowValues {
  static final Object JSON_NULL = new Object();
  static final Object NESTED = new Object();

  /** The places of a column's value: it can be a group and a sum. */
  private final Map<String, int[]> places = new HashMap<>();

  private final Object[] values;
  private final int readings;
  private final int columns;

  /**
   * @param columns those of which only the presence is needed
   */
  CountedRowValues(List<String> groups, String readings, List<String> sums, List<String> columns) {
    List<String> names = new ArrayList<>(List.of(StreamDefinition.WINDOW_START));
    names.addAll(groups);
    names.add(readings);
    names.addAll(sums);
    this.columns = names.size();
    names.addAll(columns);
    for (int i = 0; i < names.size(); i++) {
      int[] known = places.getOrDefault(names.get(i), new int[0]);
      int[] more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = i;
      places.put(names.get(i), more);
    }
    values = new Object[names.size()];
    this.readings = 1 + groups.size();
  }

  void clear() {
    Arrays.fill(values, null);
  }

  /** Where a column's value goes; null for one that is not needed. */
  int[] places(String column) {
    return places.get(column);
  }

  /** Sets a value; one that comes again replaces the one before, as in a tree. */
  void set(int[] at, Object value) {
    for (int place : at) {
      values[place] = value;
    }
  }

  /** Takes the values of a tree. */
  void take(JsonNode row) {
    places.forEach((name, at) -> set(at, value(row.get(name))));
  }

  private static Object value(JsonNode node) {
    if (node == null) {
      return null;
    }
    if (node.isNull()) {
      return JSON_NULL;
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    }
    return node.isNumber() ? node.decimalValue() : NESTED;
  }

  /** The text of the window's start; empty or no time where there is none. */
  String start() {
    return values[0] instanceof String text ? text : "";
  }

  /** Adds a group to a key, unless it is missing or null without permission. */
  boolean addGroup(int place, GroupKey key, boolean nullable) {
    Object value = values[1 + place];
    if (value instanceof Long number) {
      key.add((long) number);
    } else if (value instanceof String text) {
      key.add(text);
    } else if (value instanceof Boolean truth) {
      key.add((boolean) truth);
    } else if (value instanceof BigDecimal number) {
      key.add(number);
    } else if (value instanceof BigInteger number) {
      key.add(new BigDecimal(number));
    } else if (value == JSON_NULL && nullable) {
      key.addNull();
    } else {
      return false;
    }
    return true;
  }

  /** 0 for what is no count. */
  long readings() {
    return values[readings] instanceof Long number ? number : 0;
  }

  /** Whether a row has the column of a sum. */
  boolean hasSum(int place) {
    return values[readings + 1 + place] != null;
  }

  /** Whether a row lacks one of the columns, or has null without permission. */
  boolean lacks(int column, boolean nullable) {
    Object value = values[columns + column];
    return value == null || value == JSON_NULL && !nullable;
  }

  /** Null for what is no number. Reports show decimals without zeros at their ends. */
  BigDecimal sum(int place, boolean nullable) {
    Object value = values[readings + 1 + place];
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros();
    }
    if (value instanceof Long number) {
      return BigDecimal.valueOf(number);
    }
    if (value instanceof BigInteger number) {
      return new BigDecimal(number);
    }
    return value == JSON_NULL && nullable ? BigDecimal.ZERO : null;
  }
}
