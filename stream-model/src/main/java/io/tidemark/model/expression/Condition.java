package io.tidemark.model.expression;

import java.util.Arrays;
import java.util.List;

/**
 * A condition over the fields of one reading: true, false, or unknown because a value is missing.
 */
public sealed interface Condition extends Expression {
  /**
   * Evaluates the condition.
   *
   * @throws ArithmeticException as {@link Expression.Numeric#of}
   */
  Truth of(Reading reading);

  /** The three values of a condition, as SQL has them. */
  enum Truth {
    TRUE,
    FALSE,
    UNKNOWN;

    static Truth of(boolean condition) {
      return condition ? TRUE : FALSE;
    }

    Truth not() {
      return this == UNKNOWN ? UNKNOWN : of(this == FALSE);
    }
  }

  /**
   * A field that is true or false.
   *
   * @param place counted from 0
   */
  record BooleanField(int place) implements Condition {
    @Override
    public Truth of(Reading reading) {
      return reading.isNull(place) ? Truth.UNKNOWN : Truth.of(reading.number(place) != 0);
    }
  }

  /**
   * Whether a field has no value.
   *
   * @param place counted from 0
   */
  record IsNull(int place) implements Condition {
    @Override
    public Truth of(Reading reading) {
      return Truth.of(reading.isNull(place));
    }
  }

  /** A comparison operator. */
  enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }
  }

  /** Two numbers of one scale, compared. */
  record Numbers(Expression.Numeric one, Comparison comparison, Expression.Numeric other)
      implements Condition {
    @Override
    public Truth of(Reading reading) {
      return one.isNull(reading) || other.isNull(reading)
          ? Truth.UNKNOWN
          : Truth.of(comparison.holds(Long.compare(one.of(reading), other.of(reading))));
    }
  }

  /** Two texts, compared by their bytes in UTF-8, which is the order of their characters. */
  record Texts(Expression.Text one, Comparison comparison, Expression.Text other)
      implements Condition {
    @Override
    public Truth of(Reading reading) {
      return one.isNull(reading) || other.isNull(reading)
          ? Truth.UNKNOWN
          : Truth.of(comparison.holds(Arrays.compareUnsigned(one.of(reading), other.of(reading))));
    }
  }

  /** Whether all of them hold. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public Truth of(Reading reading) {
      return decided(parts, Truth.FALSE, reading);
    }
  }

  /** Whether one of them holds. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public Truth of(Reading reading) {
      return decided(parts, Truth.TRUE, reading);
    }
  }

  /** Whether it does not hold. */
  record Not(Condition part) implements Condition {
    @Override
    public Truth of(Reading reading) {
      return part.of(reading).not();
    }
  }

  /**
   * The truth of parts of which one decides.
   *
   * @param decisive the value of a part that decides; the parts behind it are not evaluated
   */
  private static Truth decided(List<Condition> parts, Truth decisive, Reading reading) {
    Truth all = decisive.not();
    for (Condition part : parts) {
      Truth one = part.of(reading);
      if (one == decisive) {
        return one;
      }
      all = one == Truth.UNKNOWN ? one : all;
    }
    return all;
  }
}
