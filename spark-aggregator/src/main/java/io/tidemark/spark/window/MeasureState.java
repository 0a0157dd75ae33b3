package io.tidemark.spark.window;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The columns of a measure in a partial aggregate, as {@link PartialAggregation} describes them.
 *
 * @param fine whether event times have places beyond the millisecond
 */
record MeasureState(Measure measure, boolean fine) {
  /** The columns of the job itself, which the state of a measure must not reuse. */
  private static final Set<String> OWN =
      Set.of(
          PartialAggregation.COUNT,
          PartialAggregation.START,
          PartialAggregation.END,
          PartialAggregation.KIND,
          WindowedAggregation.EVENT_TIME,
          WindowedAggregation.WINDOW);

  /** Of the measures that have columns. */
  static List<MeasureState> of(StreamDefinition definition) {
    boolean fine = definition.raw().hasFineTimes();
    return definition.aggregated().measures().stream()
        .filter(measure -> measure.function() != AggregateFunction.COUNT)
        .map(measure -> new MeasureState(measure, fine))
        .toList();
  }

  AggregateFunction function() {
    return measure.function();
  }

  /** Whether it has values that are strings. */
  boolean isText() {
    return measure.field().type() == FieldType.STRING
        && function() != AggregateFunction.COUNT_VALUES;
  }

  /**
   * Whether its last column is the number of values: it is needed and differs from the number of
   * readings.
   */
  boolean hasValueCount() {
    return measure.nullable()
        && (function() == AggregateFunction.AVG || function() == AggregateFunction.STDDEV);
  }

  /** The types of its columns. */
  List<DataType> types() {
    List<DataType> types =
        switch (function()) {
          case COUNT -> List.of();
          case COUNT_VALUES -> List.of(DataTypes.LongType);
          case SUM, AVG -> Collections.nCopies(2, DataTypes.LongType);
          case STDDEV -> Collections.nCopies(6, DataTypes.LongType);
          case MIN, MAX -> List.of(type(measure.field()));
          case FIRST, LAST ->
              fine
                  ? List.of(DataTypes.LongType, DataTypes.LongType, type(measure.field()))
                  : List.of(DataTypes.LongType, type(measure.field()));
          case DISTINCT, QUANTILES -> List.of(DataTypes.BinaryType);
        };
    if (!hasValueCount()) {
      return types;
    }
    List<DataType> counted = new ArrayList<>(types);
    counted.add(DataTypes.LongType);
    return counted;
  }

  /** The number of its columns. */
  int size() {
    return types().size();
  }

  /** The names of its columns. */
  List<String> columns() {
    List<String> columns = new ArrayList<>();
    for (int part = 0; part < size(); part++) {
      columns.add(column(part));
    }
    return columns;
  }

  /**
   * The name of a column. A measure's own name starts with a letter, so the number in front of it
   * keeps the columns of two measures apart.
   *
   * @param part counted from 0
   */
  String column(int part) {
    String first = "__" + measure.name();
    return part == 0 && !OWN.contains(first) ? first : "__" + (part + 1) + "_" + measure.name();
  }

  /** The type of a field's values in a partial aggregate. */
  static DataType type(Field field) {
    return field.type() == FieldType.STRING ? DataTypes.StringType : DataTypes.LongType;
  }
}
