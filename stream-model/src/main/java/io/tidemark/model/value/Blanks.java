package io.tidemark.model.value;

/** The blanks around a value: spaces, tabs, line ends, and the no-break space U+00A0. */
public final class Blanks {
  private Blanks() {}

  /** The first position that is no blank. */
  public static int after(byte[] utf8, int from, int to) {
    int at = from;
    while (at < to) {
      if (isBlank(utf8[at])) {
        at++;
      } else if (at + 1 < to && utf8[at] == (byte) 0xc2 && utf8[at + 1] == (byte) 0xa0) {
        at += 2;
      } else {
        return at;
      }
    }
    return to;
  }

  /** The position behind the last that is no blank. */
  public static int before(byte[] utf8, int from, int to) {
    int at = to;
    while (at > from) {
      if (isBlank(utf8[at - 1])) {
        at--;
      } else if (at - 1 > from && utf8[at - 2] == (byte) 0xc2 && utf8[at - 1] == (byte) 0xa0) {
        at -= 2;
      } else {
        return at;
      }
    }
    return from;
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
  }
}
