package io.tidemark.doctor;

import java.util.Locale;

/** Amounts as people read them. */
final class InWords {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private InWords() {}

  /** A length of time in milliseconds, in the largest unit of which there are two at least. */
  static String duration(long millis) {
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

  /** {@code 1 record}, {@code 12,000 records}. */
  static String count(long number, String thing) {
    return number(number) + " " + thing + (number == 1 ? "" : "s");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
