package io.tidemark.model.value;

/** Whole numbers as JSON writes them: no leading zero, no sign but {@code -}. */
public final class WholeNumber {
  /** No 64-bit number at nine decimal places has more characters, whatever its exponent. */
  public static final int LONGEST = 64;

  private WholeNumber() {}

  /** Whether the bytes are one whole number. */
  public static boolean is(byte[] utf8) {
    return is(utf8, 0, utf8.length);
  }

  /** Whether these of the bytes are one whole number. */
  static boolean is(byte[] utf8, int from, int to) {
    int first = from < to && utf8[from] == '-' ? from + 1 : from;
    if (first == to || utf8[first] == '0' && to > first + 1) {
      return false;
    }
    for (int i = first; i < to; i++) {
      if (!isDigit(utf8[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a byte is one of the digits 0 to 9 in ASCII. */
  public static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }
}
