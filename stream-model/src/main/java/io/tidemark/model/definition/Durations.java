package io.tidemark.model.definition;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in text form: {@code 500ms}, {@code 5s}, {@code 15m}, {@code 1 minute}, {@code 3
 * minutes}, {@code 2h}, {@code 1 day}; {@code 0} needs no unit. Options and definitions use the
 * same syntax.
 */
public final class Durations {
  /** The expected syntax, for error messages. */
  public static final String EXPECTED = "a duration such as 500ms, 10 seconds, 15m or 1 hour";

  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([a-z]*)");
  private static final Map<String, Long> MILLIS =
      Map.ofEntries(
          Map.entry("ms", 1L),
          Map.entry("millisecond", 1L),
          Map.entry("milliseconds", 1L),
          Map.entry("s", 1_000L),
          Map.entry("second", 1_000L),
          Map.entry("seconds", 1_000L),
          Map.entry("m", 60_000L),
          Map.entry("minute", 60_000L),
          Map.entry("minutes", 60_000L),
          Map.entry("h", 3_600_000L),
          Map.entry("hour", 3_600_000L),
          Map.entry("hours", 3_600_000L),
          Map.entry("d", 86_400_000L),
          Map.entry("day", 86_400_000L),
          Map.entry("days", 86_400_000L));

  /** The longest duration; a longer one is taken for an input error. */
  private static final long MAX_MILLIS = 366L * 86_400_000L;

  private Durations() {}

  /**
   * Reads a duration of whole milliseconds, zero to 366 days.
   *
   * @throws IllegalArgumentException with {@link #EXPECTED} when it is none
   */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (form.matches()) {
      long amount = Long.parseLong(form.group(1));
      Long unit =
          amount == 0 && form.group(2).isEmpty() ? Long.valueOf(1) : MILLIS.get(form.group(2));
      if (unit != null && amount <= MAX_MILLIS / unit) {
        return Duration.ofMillis(amount * unit);
      }
    }
    throw new IllegalArgumentException(
        "expected " + EXPECTED + " (366 days at most), found '" + text + "'");
  }

  /** The shortest way to write it in the units of {@link #parse}: {@code 90s}, {@code 15m}. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 3_600_000 == 0 && millis > 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0 && millis > 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
