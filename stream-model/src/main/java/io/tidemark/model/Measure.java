package io.tidemark.model;

import java.io.Serializable;

/**
 * A column of the aggregate.
 *
 * @param field the field that the function reads, or null for {@link Function#COUNT}
 */
public record Measure(String name, Function function, Field field) implements Serializable {

  /** The type of the column that it makes. */
  public Column column() {
    return switch (function) {
      case COUNT -> new Column(name, Column.Type.INT, 0);
      case AVG, STDDEV ->
          new Column(name, Column.Type.DECIMAL, field.scale() + Function.AVERAGE_SCALE);
      case SUM, MIN, MAX, FIRST, LAST -> Column.of(name, field);
      case DISTINCT -> new Column(name, Column.Type.HLL, 0);
      case QUANTILES -> new Column(name, Column.Type.KLL, 0);
    };
  }

  /** As it stands in a definition, {@code avg(temp)}. */
  public String expression() {
    return field == null ? function.keyword() : function.keyword() + "(" + field.name() + ")";
  }
}
