package io.tidemark.model.definition;

import io.tidemark.model.expression.Expression;
import java.io.Serializable;

/**
 * A field of a raw reading, or one that is derived from such fields.
 *
 * @param scale decimal places of a {@link FieldType#DECIMAL}, 0 for every other type
 * @param unit the unit of measurement for the docs, or null
 * @param simulate how the generator makes its values, or null for the event time and the key, which
 *     follow from the clock and the fleet, for a field that is not simulated, and for a derived one
 * @param raw how its value is written in a raw record; null for a derived field
 * @param derived the expression that computes it; null for a field of the raw record
 */
public record Field(
    String name,
    FieldType type,
    int scale,
    String unit,
    Simulation simulate,
    ValueForm raw,
    Expression.Numeric derived)
    implements Serializable {

  /** A field of the raw record, written plainly; an event time in milliseconds. */
  public Field(String name, FieldType type, int scale, String unit, Simulation simulate) {
    this(
        name,
        type,
        scale,
        unit,
        simulate,
        ValueForm.plain(name, type == FieldType.TIMESTAMP ? TimeFormat.MILLISECONDS : null, false),
        null);
  }

  /** The format of the event time; null for every other field. */
  public TimeFormat format() {
    return raw == null || raw.time() == null ? null : raw.time().format();
  }

  /** Whether its whole number may also be a JSON string. */
  public boolean quoted() {
    return raw != null && raw.quoted();
  }

  /** Whether a reading may have no value of it. */
  public boolean nullable() {
    return raw == null ? derived.nullable() : raw.optional();
  }

  /** Whether its value is written as JSON has it, wherever it stands. */
  public boolean hasPlainValue() {
    return type != FieldType.BOOLEAN && raw.isPlainValue();
  }

  /** Whether stock Druid reads its values as the decoder does. */
  public boolean isPlain() {
    return type != FieldType.BOOLEAN && raw.isPlain(name);
  }
}
