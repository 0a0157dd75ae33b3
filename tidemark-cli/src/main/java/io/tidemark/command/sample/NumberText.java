package io.tidemark.command.sample;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/** Numbers as people write them. */
final class NumberText {
  /** The largest number of decimal places of a field. */
  static final int MOST_PLACES = 9;

  private static final int LONGEST = 64;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?");
  private static final Pattern COMMA = Pattern.compile("[+-]?[0-9]+,[0-9]+");
  private static final Pattern THOUSANDS = Pattern.compile("[+-]?[0-9]{1,3}(,[0-9]{3})+");
  private static final Pattern CODE = Pattern.compile("0[0-9]+");

  /** The digits beyond which a binary fraction only adds noise. */
  private static final MathContext SENSIBLE = new MathContext(12);

  private NumberText() {}

  /**
   * The number of a text without blanks around it.
   *
   * @return null when it is none, or does not fit into 64 bits
   */
  static BigDecimal parse(String text) {
    if (text.length() > LONGEST || !NUMBER.matcher(text).matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(text.startsWith("+") ? text.substring(1) : text);
    return number.precision() - number.scale() > 18 ? null : number;
  }

  /** The number of a text with a decimal comma, or null. */
  static BigDecimal parseComma(String text) {
    return COMMA.matcher(text).matches() ? parse(text.replace(',', '.')) : null;
  }

  /** Whether the commas of a text may separate thousands. */
  static boolean mayHaveThousands(String text) {
    return THOUSANDS.matcher(text).matches();
  }

  /** Whether it is a code rather than a number: digits with a zero in front. */
  static boolean isCode(String text) {
    return CODE.matcher(text).matches();
  }

  /**
   * The decimal places that a number is meant to have: those of 19.700000762939453, which is 19.7
   * in 32 bits, are one.
   */
  static int sensiblePlaces(BigDecimal number) {
    if (places(number) <= MOST_PLACES) {
      return places(number.stripTrailingZeros());
    }
    BigDecimal shorter = number.round(SENSIBLE);
    float single = number.floatValue();
    if (Float.isFinite(single) && agrees(number, single)) {
      BigDecimal inSingle = new BigDecimal(Float.toString(single));
      shorter = inSingle.scale() < shorter.scale() ? inSingle : shorter;
    }
    return places(shorter.stripTrailingZeros());
  }

  /** Whether the digits are those of a number of 32 bits. */
  private static boolean agrees(BigDecimal number, float single) {
    return number.doubleValue() == (double) single;
  }

  static int places(BigDecimal number) {
    return Math.max(0, number.scale());
  }
}
