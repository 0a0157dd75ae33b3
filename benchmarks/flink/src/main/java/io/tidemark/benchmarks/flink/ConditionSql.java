package io.tidemark.benchmarks.flink;

import static java.util.stream.Collectors.joining;

import io.tidemark.benchmarks.peer.Refusals;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.Field;
import io.tidemark.model.expression.Condition;
import io.tidemark.model.expression.Expression;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Translates a definition's {@code where} to Flink SQL. Comparisons have the same semantics there:
 * exact for decimals, by UTF-8 bytes for texts. Arithmetic is refused, because the job turns a
 * reading into a dead letter when a step does not fit 64 bits, and its quotients have a different
 * scale from Flink's. A field that is compared at more decimal places than it has is refused for
 * the same reason.
 *
 * @param fields in their order in a reading
 */
record ConditionSql(List<Field> fields, Refusals refusals) {

  /**
   * @throws UserError for a condition that Flink SQL does not evaluate as the job does
   */
  String of(Condition condition) {
    if (condition instanceof Condition.All all) {
      return joined(all.parts(), " AND ");
    }
    if (condition instanceof Condition.Any any) {
      return joined(any.parts(), " OR ");
    }
    if (condition instanceof Condition.Not not) {
      return "NOT " + bracketed(not.part());
    }
    if (condition instanceof Condition.Numbers numbers) {
      return number(numbers.one()) + sign(numbers.comparison()) + number(numbers.other());
    }
    if (condition instanceof Condition.Texts texts) {
      return text(texts.one()) + sign(texts.comparison()) + text(texts.other());
    }
    throw new IllegalStateException("an unknown condition: " + condition);
  }

  private String joined(List<Condition> parts, String operator) {
    return parts.stream().map(this::bracketed).collect(joining(operator));
  }

  private String bracketed(Condition condition) {
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

  private static String sign(Condition.Comparison comparison) {
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
