package io.tidemark.command.sample;

import io.tidemark.model.definition.FieldType;
import java.util.List;

/**
 * A field of the definition.
 *
 * @param column where its value stands
 * @param summary what the values are
 * @param scale of a decimal
 * @param unit or null
 * @param simulate how the generator makes it, as YAML
 * @param comments for the definition
 */
record FieldProposal(
    String name,
    SampleColumn column,
    ColumnSummary summary,
    FieldType type,
    int scale,
    String unit,
    boolean optional,
    List<String> noValue,
    boolean lenient,
    boolean rounded,
    boolean decimalComma,
    String simulate,
    List<String> comments) {

  boolean isNumber() {
    return type == FieldType.INT || type == FieldType.DECIMAL;
  }
}
