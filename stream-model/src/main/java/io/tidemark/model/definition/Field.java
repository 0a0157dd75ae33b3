package io.tidemark.model.definition;

import io.tidemark.model.expression.Expression;
import java.io.Serializable;

/**
 * A field of a raw reading, or one that is derived from such fields.
 *
 * @param scale decimal places of a {@link FieldType#DECIMAL}, 0 for every other type
 * @param unit the unit of measurement for the docs, or null
 * @param simulate how the generator makes its values, or null for the event time and the key, which
 *     follow from the clock and the fleet, and for a derived field
 * @param format how the event time is written; null for every other field
 * @param quoted whether its number may also be a JSON string
 * @param derived the expression that computes it; null for a field of the raw record
 */
public record Field(
    String name,
    FieldType type,
    int scale,
    String unit,
    Simulation simulate,
    TimeFormat format,
    boolean quoted,
    Expression.Numeric derived)
    implements Serializable {

  /** A field of the raw record, an event time in milliseconds. */
  public Field(String name, FieldType type, int scale, String unit, Simulation simulate) {
    this(
        name,
        type,
        scale,
        unit,
        simulate,
        type == FieldType.TIMESTAMP ? TimeFormat.MILLISECONDS : null,
        false,
        null);
  }
}
