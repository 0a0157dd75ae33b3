package io.tidemark.model.definition;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/**
 * Event times in a pattern of {@link DateTimeFormatter}: English names, a strict calendar without
 * 31 February. A pattern without a time of day means midnight; without minutes, the full hour.
 */
public final class TimePattern {
  /** The pattern letters for the time of day. */
  private static final String TIME_LETTERS = "HkKhamsSAnNB";

  private static final String ZONE_LETTERS = "VzOXxZ";

  /** A time whose parts all differ, to try a pattern with. */
  private static final ZonedDateTime SAMPLE =
      ZonedDateTime.of(2021, 11, 23, 14, 25, 36, 0, ZoneOffset.UTC);

  private final DateTimeFormatter formatter;
  private final ZoneId zone;

  /**
   * @param zone of texts whose pattern has none; null when the pattern has one
   * @throws IllegalArgumentException when the pattern is none, or names no day
   */
  public TimePattern(String pattern, ZoneId zone) {
    formatter = formatter(pattern);
    this.zone = zone;
  }

  /**
   * Tries a pattern.
   *
   * @throws IllegalArgumentException with a reason
   */
  public static void check(String pattern, ZoneId zone) {
    TimePattern times = new TimePattern(pattern, zone);
    ZonedDateTime sample = zone == null ? SAMPLE : SAMPLE.withZoneSameLocal(zone);
    LocalDate day;
    try {
      Instant parsed = times.parse(times.formatter.format(sample));
      day = parsed.atZone(zone == null ? ZoneOffset.UTC : zone).toLocalDate();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "it does not tell the day of a time: " + e.getMessage(), e);
    }
    if (!day.equals(sample.toLocalDate())) {
      throw new IllegalArgumentException("it does not tell year, month and day");
    }
  }

  /** Whether a pattern has a letter for the zone or the offset. */
  public static boolean hasZone(String pattern) {
    return firstOf(ZONE_LETTERS, pattern) >= 0;
  }

  /** The index of the first letter of the time of day in a pattern, or -1. */
  public static int firstTimeLetter(String pattern) {
    return firstOf(TIME_LETTERS, pattern);
  }

  private static int firstOf(String letters, String pattern) {
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char letter = pattern.charAt(i);
      if (letter == '\'') {
        quoted = !quoted;
      } else if (!quoted && letters.indexOf(letter) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static DateTimeFormatter formatter(String pattern) {
    DateTimeFormatterBuilder builder =
        new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(years(pattern));
    if (firstTimeLetter(pattern) < 0) {
      builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
    }
    return builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
  }

  /** A strict calendar has no year of an era ({@code y}) without the era: years are meant. */
  private static String years(String pattern) {
    StringBuilder years = new StringBuilder(pattern);
    boolean quoted = false;
    for (int i = 0; i < years.length(); i++) {
      char letter = years.charAt(i);
      if (letter == '\'') {
        quoted = !quoted;
      } else if (!quoted && letter == 'y') {
        years.setCharAt(i, 'u');
      }
    }
    return years.toString();
  }

  /**
   * The time of a text. Of a local time that comes twice it is the earlier one; one that never
   * comes is moved forward by the length of the gap.
   *
   * @throws DateTimeException when the text does not have the pattern
   */
  public Instant parse(String text) {
    TemporalAccessor parsed = formatter.parse(text);
    return parsed.isSupported(ChronoField.INSTANT_SECONDS)
        ? Instant.from(parsed)
        : LocalDateTime.from(parsed).atZone(zone == null ? ZoneOffset.UTC : zone).toInstant();
  }

  /** The text of a time. */
  public String format(Instant time) {
    return formatter.format(time.atZone(zone == null ? ZoneOffset.UTC : zone));
  }
}
