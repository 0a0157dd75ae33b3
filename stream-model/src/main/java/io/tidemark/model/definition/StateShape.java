package io.tidemark.model.definition;

import static java.util.stream.Collectors.joining;

/**
 * What determines the state of an aggregation, as text; see {@link StreamDefinition#stateShape}.
 */
final class StateShape {
  /**
   * The version of the state layout; to be changed when the job keeps another state for the same
   * definition.
   */
  private static final String LAYOUT = "layout 4";

  private StateShape() {}

  static String of(StreamDefinition definition) {
    StreamDefinition.Raw raw = definition.raw();
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    return LAYOUT
        + raw.fields().stream().map(StateShape::of).collect(joining(", ", "; fields ", ""))
        + (raw.derived().isEmpty()
            ? ""
            : raw.derived().stream()
                .map(field -> of(field) + " is " + field.derived())
                .collect(joining(", ", "; derived ", "")))
        + definition.aggregates().stream()
            .map(StateShape::of)
            .collect(joining(" and ", "; window ", ""))
        + ", watermark "
        + aggregated.watermark()
        + (aggregated.deduplicate() ? ", deduplicated" : "")
        + (aggregated.where() == null ? "" : ", where " + aggregated.where())
        + aggregated.by().stream().map(Field::name).collect(joining(", ", "; by ", ""))
        + aggregated.measures().stream()
            .map(
                measure ->
                    measure.name()
                        + " "
                        + measure.function()
                        + (measure.field() == null ? "" : " " + measure.field().name()))
            .collect(joining(", ", "; measures ", ""))
        // one topic has rows of one encoding
        + (aggregated.isAvro() ? "; rows avro" : "");
  }

  private static String of(Field field) {
    boolean plain = field.format() == null || field.format() == TimeFormat.MILLISECONDS;
    return field.name()
        + " "
        + field.type()
        + " "
        + field.scale()
        + (plain ? "" : " " + field.format())
        + (field.quoted() ? " quoted" : "")
        + (field.raw() == null ? "" : field.raw().shape(field.name()));
  }

  private static String of(StreamDefinition.Aggregated one) {
    return one.window() + (one.overlap() == 1 ? "" : " every " + one.slide());
  }
}
