package io.tidemark.cli.text;

import java.util.Locale;

/** Formats numbers and amounts for people. */
public final class HumanFormat {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private HumanFormat() {}

  /** {@code 12,345}. */
  public static String format(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 window}, {@code 12,000 windows}. */
  public static String count(long number, String thing) {
    return format(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** Formats milliseconds in the largest unit that gives a count of at least two. */
  public static String duration(long millis) {
    if (millis >= 2 * DAY) {
      return count(millis / DAY, "day");
    }
    if (millis >= 2 * HOUR) {
      return count(millis / HOUR, "hour");
    }
    if (millis >= 2 * MINUTE) {
      return count(millis / MINUTE, "minute");
    }
    return count(millis / SECOND, "second");
  }
}
