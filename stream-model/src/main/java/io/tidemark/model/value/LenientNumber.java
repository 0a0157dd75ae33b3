package io.tidemark.model.value;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.expression.Reading;
import java.math.RoundingMode;

/** Reads the numbers of a field that is not plain. */
final class LenientNumber extends LenientValue {
  private final Field field;
  private final boolean lenient;
  private final boolean whole;
  private final DecimalParser texts;
  private final DecimalParser numbers;

  LenientNumber(Field field, int place) {
    super(field, place);
    this.field = field;
    lenient = field.raw().lenient();
    whole = field.type() == FieldType.INT;
    RoundingMode rounding = field.raw().rounded() ? RoundingMode.HALF_UP : RoundingMode.UNNECESSARY;
    numbers = new DecimalParser(field.scale(), rounding, '.');
    texts = field.raw().decimalComma() ? new DecimalParser(field.scale(), rounding, ',') : numbers;
  }

  @Override
  String trimmed(byte[] utf8, int from, int to, int first, int last, Reading into) {
    if (lenient) {
      return parse(texts, utf8, from, to, true, into);
    }
    if (field.quoted() && WholeNumber.is(utf8, first, last)) {
      return parse(numbers, utf8, first, last, true, into);
    }
    return wrong("expected " + expected() + NumberHint.of(utf8, from, to, field));
  }

  @Override
  String bare(byte[] utf8, int from, int to, Reading into) {
    if (whole && !lenient && !WholeNumber.is(utf8, from, to)) {
      return wrong("expected a whole number");
    }
    return parse(numbers, utf8, from, to, false, into);
  }

  private String parse(
      DecimalParser parser, byte[] utf8, int from, int to, boolean text, Reading into) {
    switch (parser.parse(utf8, from, to)) {
      case NUMBER:
        set(parser.value(), parser.rounded(), into);
        return null;
      case TOO_MANY_PLACES:
        return wrong(
            whole
                ? "expected a whole number"
                : "more than " + field.scale() + " decimal places" + NumberHint.ROUNDED);
      case OUT_OF_RANGE:
        return wrong("out of range");
      default:
        return wrong("expected " + expected() + (text ? NumberHint.of(utf8, from, to, field) : ""));
    }
  }

  @Override
  public String expected() {
    return whole ? "a whole number" : "a number";
  }
}
