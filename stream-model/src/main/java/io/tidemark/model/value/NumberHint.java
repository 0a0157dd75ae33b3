package io.tidemark.model.value;

import io.tidemark.model.definition.Field;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What to write in a definition, so that a text in the place of a number is read. The texts have no
 * part of the value, so that equal reasons can be counted.
 */
public final class NumberHint {
  /** For a decimal with more places than its scale. */
  public static final String ROUNDED = "; rounded: true rounds them half up";

  private static final int LONGEST = 200;
  private static final Pattern THOUSANDS =
      Pattern.compile("[-+]?[0-9]{1,3}([,.' ][0-9]{3})+([,.][0-9]+)?");
  private static final Pattern NUMBER_AND_TEXT =
      Pattern.compile("[-+]?[0-9]*[.,]?[0-9]+\\s*[^0-9.,\\s].*", Pattern.DOTALL);
  private static final Pattern NOTHING =
      Pattern.compile(
          "|nan|[-+]?inf(inity)?|null|none|nil|n/?a|#n/?a|unknown|[?.*-]+",
          Pattern.CASE_INSENSITIVE);

  private NumberHint() {}

  /** The hint for the content of a string, without blanks around it; may be empty. */
  public static String of(byte[] utf8, int from, int to, Field field) {
    if (to - from > LONGEST) {
      return ", found a text";
    }
    boolean comma = field.raw().decimalComma();
    if (isNumber(utf8, from, to, '.')) {
      return comma
          ? ", found a decimal point in a text; without decimal_comma it is read"
          : field.raw().quoted()
              ? "; lenient: true reads other spellings of a number"
              : ", found one in quotes; lenient: true reads it";
    }
    String text = new String(utf8, from, to - from, StandardCharsets.UTF_8);
    if (NOTHING.matcher(text).matches()) {
      return ", found "
          + (text.isEmpty() ? "an empty text" : "a text such as NaN or NA")
          + "; optional: true with it in no_value reads it as no value";
    }
    if (THOUSANDS.matcher(text).matches() && !isNumber(utf8, from, to, ',')) {
      return ", found thousands separators, which are not read";
    }
    if (isNumber(utf8, from, to, ',')) {
      return ", found a decimal comma; lenient: true and decimal_comma: true read it";
    }
    return NUMBER_AND_TEXT.matcher(text).matches()
        ? ", found a number with a unit or a text behind it; leave that out, or read it as a string"
        : ", found a text";
  }

  private static boolean isNumber(byte[] utf8, int from, int to, char mark) {
    return new DecimalParser(0, RoundingMode.FLOOR, mark).parse(utf8, from, to)
        == DecimalParser.Outcome.NUMBER;
  }
}
