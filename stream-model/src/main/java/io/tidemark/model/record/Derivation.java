package io.tidemark.model.record;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Condition;
import io.tidemark.model.expression.Expression;
import io.tidemark.model.expression.Reading;
import java.util.List;

/** Computes the derived fields of each reading, and whether the windows count it. */
public final class Derivation {
  private final List<Field> derived;
  private final int first;
  private final Condition where;

  public Derivation(StreamDefinition definition) {
    derived = definition.raw().derived();
    first = definition.raw().fields().size();
    where = definition.aggregated().where();
  }

  /**
   * Sets the derived fields and {@link Reading#counts}.
   *
   * @return null, or which value cannot be computed and why; the reading is then a dead letter
   */
  public String apply(Reading reading) {
    for (int i = 0; i < derived.size(); i++) {
      try {
        Expression.Numeric value = derived.get(i).derived();
        boolean none = value.isNull(reading);
        reading.setNull(first + i, none);
        if (!none) {
          reading.number(first + i, value.of(reading));
        }
      } catch (ArithmeticException e) {
        return derived.get(i).name() + ": " + reason(e);
      }
    }
    try {
      reading.counts(where == null || where.of(reading) == Condition.Truth.TRUE);
      return null;
    } catch (ArithmeticException e) {
      return "where: " + reason(e);
    }
  }

  private static String reason(ArithmeticException e) {
    return Expression.DIVIDED_BY_ZERO.equals(e.getMessage()) ? e.getMessage() : "out of range";
  }
}
