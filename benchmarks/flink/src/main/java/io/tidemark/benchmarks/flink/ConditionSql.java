package io.tidemark.benchmarks.flink;

import static java.util.stream.Collectors.joining;

import io.tidemark.benchmarks.peer.Refusals;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.Field;
import io.tidemark.model.expression.Expression;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A definition's {@code where} in Flink SQL. Comparisons are the same there: of decimals exactly,
 * of texts by their bytes in UTF-8. Arithmetic is refused, and so is a field that is compared at
 * more decimal places than it has: the job makes a dead letter of a reading when a step does not
 * fit 64 bits, and its quotients have other places than those of Flink.
 *
 * @param fields at their places in a reading
 */
record ConditionSql(List<Field> fields, Refusals refusals) {

  /**
   * @throws UserError for a condition that is refused
   */
  String of(Expression.Logical condition) {
    if (condition instanceof Expression.All all) {
      return joined(all.parts(), " AND ");
    }
    if (condition instanceof Expression.Any any) {
      return joined(any.parts(), " OR ");
    }
    if (condition instanceof Expression.Not not) {
      return "NOT " + bracketed(not.part());
    }
    if (condition instanceof Expression.Numbers numbers) {
      return number(numbers.one()) + sign(numbers.comparison()) + number(numbers.other());
    }
    if (condition instanceof Expression.Texts texts) {
      return text(texts.one()) + sign(texts.comparison()) + text(texts.other());
    }
    throw new IllegalStateException("an unknown condition: " + condition);
  }

  private String joined(List<Expression.Logical> parts, String operator) {
    return parts.stream().map(this::bracketed).collect(joining(operator));
  }

  private String bracketed(Expression.Logical condition) {
    return "(" + of(condition) + ")";
  }

  private String number(Expression.Numeric number) {
    if (number instanceof Expression.NumberField field) {
      return WindowSql.name(fields.get(field.place()).name());
    }
    if (number instanceof Expression.Constant constant) {
      return BigDecimal.valueOf(constant.value(), constant.scale()).toPlainString();
    }
    throw refusals.of(
        "'where'",
        "it has no arithmetic there, and compares a number only with one of the same or fewer"
            + " decimal places");
  }

  private String text(Expression.Text text) {
    if (text instanceof Expression.TextField field) {
      return WindowSql.name(fields.get(field.place()).name());
    }
    if (text instanceof Expression.Literal literal) {
      return WindowSql.text(new String(literal.utf8(), StandardCharsets.UTF_8));
    }
    throw new IllegalStateException("an unknown text: " + text);
  }

  private static String sign(Expression.Comparison comparison) {
    return switch (comparison) {
      case EQUAL -> " = ";
      case NOT_EQUAL -> " <> ";
      case LESS -> " < ";
      case LESS_OR_EQUAL -> " <= ";
      case GREATER -> " > ";
      case GREATER_OR_EQUAL -> " >= ";
    };
  }
}
