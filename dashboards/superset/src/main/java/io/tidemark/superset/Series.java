package io.tidemark.superset;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.util.Optional;

/**
 * A number over time that both datasources have, computed so that both give equal doubles: sums of
 * whole numbers of 64 bits, and then the same division. A mean is multiplied by its count and
 * rounded to the sum; this gives the exact sum of a group with fewer than 5,000 readings in a
 * window, because a mean has four places more than its field. Sums are exact below 2^52 of the last
 * place.
 *
 * @param kind what it is
 * @param label for people
 * @param raw SQL over the raw rows
 * @param aggregated SQL over the windows
 * @param adds whether the values of groups add up to that of all
 */
record Series(
    SupersetDataset.Kind kind, String label, String raw, String aggregated, boolean adds) {
  /**
   * The one that the definition names; otherwise the first sum, else the first mean, else the
   * number of readings.
   */
  static Series of(StreamDefinition definition) {
    return Optional.ofNullable(definition.dashboard().measure())
        .flatMap(measure -> of(definition, measure))
        .or(() -> first(definition, AggregateFunction.SUM))
        .or(() -> first(definition, AggregateFunction.AVG))
        .orElseGet(() -> readings(definition));
  }

  private static Optional<Series> first(StreamDefinition definition, AggregateFunction function) {
    return definition.aggregated().measures().stream()
        .filter(measure -> measure.function() == function)
        .flatMap(measure -> of(definition, measure).stream())
        .findFirst();
  }

  /** The number of readings. */
  static Series readings(StreamDefinition definition) {
    String readings = RawSql.name(definition.aggregated().readings().name());
    return new Series(
        SupersetDataset.Kind.COUNT, "Readings", "COUNT(*)", "SUM(" + readings + ")", true);
  }

  /** A count, a sum or a mean; empty for other functions, and a mean whose count is not known. */
  static Optional<Series> of(StreamDefinition definition, Measure measure) {
    String column = RawSql.name(measure.name());
    Field field = measure.field();
    if (measure.function() == AggregateFunction.COUNT) {
      return Optional.of(readings(definition));
    }
    if (measure.function() == AggregateFunction.COUNT_VALUES) {
      return Optional.of(
          new Series(
              SupersetDataset.Kind.COUNT,
              "Readings with " + field.name(),
              "COUNT(" + RawSql.name(field.name()) + ")",
              "SUM(" + column + ")",
              true));
    }
    if (measure.function() == AggregateFunction.SUM) {
      String label = labelled("Sum of ", field);
      return Optional.of(
          new Series(
              SupersetDataset.Kind.SUM,
              label,
              divided("SUM(" + rawValue(field) + ")", field.scale()),
              divided("SUM(" + RawSql.scaled(column, field.scale()) + ")", field.scale()),
              true));
    }
    if (measure.function() != AggregateFunction.AVG) {
      return Optional.empty();
    }
    return count(definition, measure)
        .map(
            count -> {
              String sum =
                  "SUM(CAST(ROUND(%s * %s * %s) AS BIGINT))"
                      .formatted(column, count, RawSql.power(field.scale()));
              String rawCount = field.nullable() ? "COUNT(" + rawValue(field) + ")" : "COUNT(*)";
              return new Series(
                  SupersetDataset.Kind.MEAN,
                  labelled("Mean of ", field),
                  divided("SUM(" + rawValue(field) + ")", field.scale())
                      + " / NULLIF("
                      + rawCount
                      + ", 0)",
                  divided(sum, field.scale()) + " / NULLIF(SUM(" + count + "), 0)",
                  false);
            });
  }

  private static Optional<String> count(StreamDefinition definition, Measure mean) {
    if (!mean.nullable()) {
      return Optional.of(RawSql.name(definition.aggregated().readings().name()));
    }
    return definition.aggregated().measures().stream()
        .filter(measure -> measure.function() == AggregateFunction.COUNT_VALUES)
        .filter(measure -> measure.field().equals(mean.field()))
        .map(measure -> RawSql.name(measure.name()))
        .findFirst();
  }

  /** A value in the raw dataset, which has derived fields as columns. */
  private static String rawValue(Field field) {
    return RawSql.scaled(RawSql.name(field.name()), field.scale());
  }

  private static String divided(String sum, int scale) {
    return sum + " / " + RawSql.power(scale);
  }

  static String labelled(String what, Field field) {
    return what + field.name() + (field.unit() == null ? "" : " (" + field.unit() + ")");
  }
}
