package io.tidemark.model.definition;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of the aggregated record as its typed encoding has it.
 *
 * @param scale decimal places of a decimal, otherwise 0
 * @param optional whether a row may have no value of it
 * @param wide whether it is a number that 64 bits may be too few for, an exact sum or what is
 *     computed from one
 * @param unit of measurement, or null
 */
public record RowColumn(
    String name, AggregatedColumn.Type type, int scale, boolean optional, boolean wide, String unit)
    implements Serializable {

  /** The columns of a row, in their order. */
  public static List<RowColumn> of(StreamDefinition.Aggregated aggregated) {
    List<RowColumn> columns = new ArrayList<>(keys(aggregated));
    columns.addAll(measures(aggregated));
    return List.copyOf(columns);
  }

  /** The window and the groups, which tell the rows of a topic apart. */
  public static List<RowColumn> keys(StreamDefinition.Aggregated aggregated) {
    List<RowColumn> columns = new ArrayList<>();
    for (String bound : List.of(StreamDefinition.WINDOW_START, StreamDefinition.WINDOW_END)) {
      columns.add(new RowColumn(bound, AggregatedColumn.Type.INSTANT, 0, false, false, null));
    }
    for (Field field : aggregated.by()) {
      AggregatedColumn column = AggregatedColumn.of(field.name(), field);
      columns.add(of(column, field.nullable(), false, field.unit()));
    }
    return List.copyOf(columns);
  }

  /** A column for each measure, in their order. */
  public static List<RowColumn> measures(StreamDefinition.Aggregated aggregated) {
    List<RowColumn> columns = new ArrayList<>();
    for (Measure measure : aggregated.measures()) {
      AggregateFunction function = measure.function();
      columns.add(
          of(
              measure.column(),
              hasNoValue(measure),
              function == AggregateFunction.SUM
                  || function == AggregateFunction.AVG
                  || function == AggregateFunction.STDDEV,
              measure.field() == null ? null : measure.field().unit()));
    }
    return List.copyOf(columns);
  }

  /** The measures that every row has a value of; sketches are left out. */
  public static List<RowColumn> required(StreamDefinition.Aggregated aggregated) {
    return measures(aggregated).stream()
        .filter(column -> !column.optional() && !column.type().isSketch())
        .toList();
  }

  /** The same column in rows that may have no value of it. */
  public RowColumn asOptional() {
    return new RowColumn(name, type, scale, true, wide, unit);
  }

  /** A count always has a value; a single reading has no deviation. */
  private static boolean hasNoValue(Measure measure) {
    return switch (measure.function()) {
      case COUNT, COUNT_VALUES -> false;
      case STDDEV -> true;
      default -> measure.nullable();
    };
  }

  private static RowColumn of(
      AggregatedColumn column, boolean optional, boolean wide, String unit) {
    return new RowColumn(column.name(), column.type(), column.scale(), optional, wide, unit);
  }
}
