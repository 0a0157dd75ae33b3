package io.tidemark.superset;

import static java.util.stream.Collectors.joining;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Condition;
import io.tidemark.model.expression.Expression;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Conditions and derived fields as SQL over Druid's raw datasource, which has the fields of the
 * record alone. As in the job, a number is a count of its last decimal place, here a BIGINT.
 */
record RawSql(StreamDefinition.Raw raw) {
  /** The value of a field as the count of its last place. */
  String scaled(Field field) {
    if (field.derived() != null) {
      return number(field.derived());
    }
    if (field.equals(raw.time())) {
      return "TIMESTAMP_TO_MILLIS(\"__time\")";
    }
    return scaled(name(field.name()), field.scale());
  }

  /** A column of doubles as the count of its last place; exact below 2^52. */
  static String scaled(String column, int scale) {
    return scale == 0 ? column : "CAST(ROUND(" + column + " * " + power(scale) + ") AS BIGINT)";
  }

  /** A power of ten as a literal of type DOUBLE. */
  static String power(int scale) {
    return BigInteger.TEN.pow(scale) + ".0";
  }

  /** The value of a field, in its unit. */
  String value(Field field) {
    if (field.derived() == null) {
      return field.equals(raw.time()) ? "\"__time\"" : name(field.name());
    }
    String number = number(field.derived());
    return field.scale() == 0 ? number : "(" + number + " / " + power(field.scale()) + ")";
  }

  String condition(Condition condition) {
    if (condition instanceof Condition.BooleanField one) {
      return "(" + column(one.place()) + " = 'true')";
    }
    if (condition instanceof Condition.IsNull one) {
      Field field = raw.all().get(one.place());
      return "(" + (field.derived() == null ? value(field) : scaled(field)) + " IS NULL)";
    }
    if (condition instanceof Condition.Numbers numbers) {
      return compared(number(numbers.one()), numbers.comparison(), number(numbers.other()));
    }
    if (condition instanceof Condition.Texts texts) {
      return compared(text(texts.one()), texts.comparison(), text(texts.other()));
    }
    if (condition instanceof Condition.All all) {
      return joined(all.parts(), " AND ");
    }
    if (condition instanceof Condition.Any any) {
      return joined(any.parts(), " OR ");
    }
    return "(NOT " + condition(((Condition.Not) condition).part()) + ")";
  }

  private String joined(List<Condition> parts, String operator) {
    return parts.stream().map(this::condition).collect(joining(operator, "(", ")"));
  }

  private static String compared(String one, Condition.Comparison comparison, String other) {
    String operator =
        switch (comparison) {
          case EQUAL -> "=";
          case NOT_EQUAL -> "<>";
          case LESS -> "<";
          case LESS_OR_EQUAL -> "<=";
          case GREATER -> ">";
          case GREATER_OR_EQUAL -> ">=";
        };
    return "(" + one + " " + operator + " " + other + ")";
  }

  private String text(Expression.Text text) {
    if (text instanceof Expression.Literal literal) {
      return literal(new String(literal.utf8(), StandardCharsets.UTF_8));
    }
    return column(((Expression.TextField) text).place());
  }

  private String column(int place) {
    return value(raw.all().get(place));
  }

  private String number(Expression.Numeric number) {
    if (number instanceof Expression.Constant constant) {
      return constant.value() < 0 ? "(" + constant.value() + ")" : "" + constant.value();
    }
    if (number instanceof Expression.NumberField field) {
      return scaled(raw.all().get(field.place()));
    }
    if (number instanceof Expression.OptionalNumberField field) {
      return scaled(raw.all().get(field.place()));
    }
    if (number instanceof Expression.Rescaled rescaled) {
      String inner = number(rescaled.number());
      return rescaled.scale() > rescaled.number().scale()
          ? "(" + inner + " * " + rescaled.factor() + ")"
          : rounded(inner, "" + rescaled.factor());
    }
    if (number instanceof Expression.Sum sum) {
      return "(" + number(sum.one()) + " + " + number(sum.other()) + ")";
    }
    if (number instanceof Expression.Difference difference) {
      return "(" + number(difference.one()) + " - " + number(difference.other()) + ")";
    }
    if (number instanceof Expression.Product product) {
      return "(" + number(product.one()) + " * " + number(product.other()) + ")";
    }
    if (number instanceof Expression.Quotient quotient) {
      int places = quotient.scale() - quotient.one().scale() + quotient.other().scale();
      return rounded(
          times(number(quotient.one()), Math.max(places, 0)),
          times(number(quotient.other()), Math.max(-places, 0)));
    }
    if (number instanceof Expression.Floor floor) {
      String inner = number(floor.number());
      return "DIV("
          + inner
          + " - MOD(MOD("
          + inner
          + ", "
          + floor.factor()
          + ") + "
          + floor.factor()
          + ", "
          + floor.factor()
          + "), "
          + floor.factor()
          + ")";
    }
    return "ABS(" + number(((Expression.Absolute) number).number()) + ")";
  }

  private static String times(String number, int places) {
    return places == 0 ? number : "(" + number + " * " + BigInteger.TEN.pow(places) + ")";
  }

  /** A quotient of whole numbers, rounded half away from zero. */
  private static String rounded(String one, String other) {
    String size =
        "DIV(2 * ABS(" + one + ") + ABS(" + other + "), NULLIF(2 * ABS(" + other + "), 0))";
    return "(CASE WHEN " + one + " * " + other + " < 0 THEN -" + size + " ELSE " + size + " END)";
  }

  static String name(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static String literal(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '\\')
        ? "'" + text.replace("'", "''") + "'"
        : "U&'" + escaped(text) + "'";
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c == '\'') {
        out.append("''");
      } else if (c < ' ' || c > '~' || c == '\\') {
        out.append("\\%04X".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** The SQL type of a field's value. */
  static String type(Field field) {
    return switch (field.type()) {
      case TIMESTAMP -> "TIMESTAMP";
      case INT -> "BIGINT";
      case DECIMAL -> "DOUBLE";
      case STRING, BOOLEAN -> "VARCHAR";
    };
  }

  /** Whether a field groups the raw and the aggregated rows alike. */
  static boolean groups(Field field) {
    return field.type() != FieldType.TIMESTAMP;
  }
}
