package io.tidemark.cli;

import java.util.Locale;

/** Numbers as people read them. */
public final class HumanFormat {
  private HumanFormat() {}

  public static String format(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 window}, {@code 2 windows}. */
  public static String count(long number, String thing) {
    return format(number) + " " + thing + (number == 1 ? "" : "s");
  }
}
