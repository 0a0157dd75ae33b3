package io.tidemark.audit;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private Numbers() {}

  static String format(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 window}, {@code 2 windows}. */
  static String count(long number, String thing) {
    return format(number) + " " + thing + (number == 1 ? "" : "s");
  }
}
