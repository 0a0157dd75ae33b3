package io.tidemark.model.value;

import io.tidemark.model.definition.Field;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;

/** Reads the texts of a field that is not plain. */
final class LenientText extends LenientValue {
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final boolean lenient;

  LenientText(Field field, int place) {
    super(field, place);
    lenient = field.raw().lenient();
  }

  @Override
  String trimmed(byte[] utf8, int from, int to, int first, int last, Reading into) {
    into.text(place, utf8, first, last);
    return null;
  }

  @Override
  String bare(byte[] utf8, int from, int to, Reading into) {
    if (!lenient) {
      return wrong("expected a text, found a number; lenient: true reads it as one");
    }
    into.text(place, utf8, from, to);
    return null;
  }

  @Override
  public String truth(boolean value, Reading into) {
    if (!lenient) {
      return super.truth(value, into);
    }
    byte[] text = value ? TRUE : FALSE;
    into.setNull(place, false);
    into.text(place, text, 0, text.length);
    return null;
  }

  @Override
  public String expected() {
    return "a text";
  }
}
