package io.tidemark.cli;

import java.util.Locale;

/** Numbers and amounts as people read them. */
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

  /** A length of time in milliseconds, in the largest unit of which there are two at least. */
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
