package io.tidemark.model.definition;

import java.io.Serializable;

/**
 * A column of the aggregate.
 *
 * @param field the field that the function reads, or null for {@link AggregateFunction#COUNT}
 */
public record Measure(String name, AggregateFunction function, Field field)
    implements Serializable {

  /** The column of the measure. */
  public AggregatedColumn column() {
    return switch (function) {
      case COUNT, COUNT_VALUES -> new AggregatedColumn(name, AggregatedColumn.Type.INT, 0);
      case AVG, STDDEV ->
          new AggregatedColumn(
              name, AggregatedColumn.Type.DECIMAL, field.scale() + AggregateFunction.AVERAGE_SCALE);
      case SUM, MIN, MAX, FIRST, LAST -> AggregatedColumn.of(name, field);
      case DISTINCT -> new AggregatedColumn(name, AggregatedColumn.Type.HLL, 0);
      case QUANTILES -> new AggregatedColumn(name, AggregatedColumn.Type.KLL, 0);
    };
  }

  /** Whether a window may have readings and no value of the field. */
  public boolean nullable() {
    return field != null && field.nullable();
  }

  /** How the values of several groups in one window become one. */
  public OverGroups overGroups() {
    return OverGroups.of(function);
  }

  /** As it stands in a definition, {@code avg(temp)}. */
  public String expression() {
    return field == null ? function.keyword() : function.keyword() + "(" + field.name() + ")";
  }
}
