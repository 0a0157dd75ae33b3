package io.tidemark.model.yaml;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Dashboard;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reads what dashboards show of a stream. */
final class DashboardReader {
  private static final Set<AggregateFunction> SHARES =
      Set.of(AggregateFunction.COUNT, AggregateFunction.COUNT_VALUES, AggregateFunction.SUM);

  private final StreamDefinition.Aggregated aggregated;

  /**
   * @param aggregated of any kind of windows: all have the same groups and measures
   */
  DashboardReader(StreamDefinition.Aggregated aggregated) {
    this.aggregated = aggregated;
  }

  Dashboard read(YamlNode node) {
    node.keys("measure", "group", "share", "position");
    return new Dashboard(
        node.has("measure") ? overTime(node.get("measure")) : null,
        node.has("group") ? group(node.get("group")) : null,
        node.has("share") ? share(node.get("share")) : null,
        node.has("position") ? position(node.get("position")) : null);
  }

  private Measure overTime(YamlNode node) {
    Measure measure =
        measure(
            node,
            "a measure with count, sum or avg",
            one -> SHARES.contains(one.function()) || one.function() == AggregateFunction.AVG);
    boolean counted =
        aggregated.measures().stream()
            .filter(one -> one.function() == AggregateFunction.COUNT_VALUES)
            .anyMatch(one -> one.field().equals(measure.field()));
    if (measure.function() == AggregateFunction.AVG && measure.nullable() && !counted) {
      throw node.expected(
          "a measure count(%s) beside it, because a reading may have no value"
              .formatted(measure.field().name()),
          "'" + measure.name() + "' without one");
    }
    return measure;
  }

  private Field group(YamlNode node) {
    requireGroups(node);
    return DefinitionNames.find(node, node.text(), aggregated.by());
  }

  private Measure share(YamlNode node) {
    requireGroups(node);
    return measure(
        node, "a measure with count or sum, which add up", one -> SHARES.contains(one.function()));
  }

  private Dashboard.Position position(YamlNode node) {
    requireGroups(node);
    node.keys("latitude", "longitude");
    return new Dashboard.Position(degrees(node.get("latitude")), degrees(node.get("longitude")));
  }

  private Measure degrees(YamlNode node) {
    return measure(
        node,
        "a measure that is a number, such as last(latitude)",
        one ->
            one.column().type() == AggregatedColumn.Type.DECIMAL
                || one.column().type() == AggregatedColumn.Type.INT);
  }

  private void requireGroups(YamlNode node) {
    if (aggregated.by().isEmpty()) {
      throw node.expected("a field in 'by', to have groups", "none");
    }
  }

  private Measure measure(YamlNode node, String what, Predicate<Measure> fits) {
    String name = node.text();
    List<Measure> fitting = aggregated.measures().stream().filter(fits).toList();
    return fitting.stream()
        .filter(measure -> measure.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                node.expected(
                    what + ": " + String.join(", ", fitting.stream().map(Measure::name).toList()),
                    "'" + name + "'"));
  }
}
