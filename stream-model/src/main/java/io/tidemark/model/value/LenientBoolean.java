package io.tidemark.model.value;

import io.tidemark.model.definition.Field;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads true and false. */
final class LenientBoolean extends LenientValue {
  /** The longest text that means one of them. */
  private static final int LONGEST = 5;

  private final boolean lenient;

  LenientBoolean(Field field, int place) {
    super(field, place);
    lenient = field.raw().lenient();
  }

  @Override
  String trimmed(byte[] utf8, int from, int to, int first, int last, Reading into) {
    if (!lenient) {
      return wrong("expected true or false, found a text; lenient: true reads it");
    }
    String text =
        to - from > LONGEST
            ? ""
            : new String(utf8, from, to - from, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true", "yes", "on", "1" -> truth(true, into);
      case "false", "no", "off", "0" -> truth(false, into);
      default -> wrong("expected true or false, yes or no, on or off, 1 or 0, found another text");
    };
  }

  @Override
  String bare(byte[] utf8, int from, int to, Reading into) {
    if (lenient && to == from + 1 && (utf8[from] == '0' || utf8[from] == '1')) {
      return truth(utf8[from] == '1', into);
    }
    return wrong(
        lenient
            ? "expected true or false, found a number other than 1 and 0"
            : "expected true or false, found a number; lenient: true reads 1 and 0");
  }

  @Override
  public String truth(boolean value, Reading into) {
    into.setNull(place, false);
    into.number(place, value ? 1 : 0);
    return null;
  }

  @Override
  public String expected() {
    return "true or false";
  }
}
