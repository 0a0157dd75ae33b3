package io.tidemark.model.definition;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The format of the event time in a raw record. Internally all event times are epoch milliseconds.
 */
public enum TimeFormat {
  /** A JSON integer: milliseconds since 1970, UTC. */
  MILLISECONDS(1),
  /** A JSON integer: seconds since 1970, UTC; Unix time. */
  SECONDS(1_000),
  /** A JSON integer such as 19970131: the day, which begins at midnight UTC. */
  YYYYMMDD(86_400_000),
  /** A JSON text as RFC 3339 has it: {@code 2026-01-31T12:00:00.250+01:00}. */
  ISO(1),
  /** A JSON integer: microseconds since 1970, UTC. */
  MICROSECONDS(1),
  /** A JSON integer: nanoseconds since 1970, UTC. */
  NANOSECONDS(1),
  /** The timestamp of the Kafka record; the raw record has no such member. */
  RECORD(1),
  /** A JSON text in a pattern of {@link java.time.format.DateTimeFormatter}. */
  PATTERN(1);

  /** Event times from year 1 to year 9999, which Spark, Druid and ISO 8601 all can write. */
  public static final long EARLIEST = -62135596800000L;

  public static final long LATEST = 253402300799999L;

  /** The pattern of an {@link #ISO} string; digits beyond milliseconds are cut off. */
  public static final String ISO_FORM =
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})";

  private static final Pattern ISO_TEXT = Pattern.compile(ISO_FORM);

  /** Years of four digits, without a sign. */
  private static final int FIRST_DATE = 1_01_01;

  private static final int LAST_DATE = 9999_12_31;

  /** Returned in place of an event time that is not valid. */
  public static final long NONE = Long.MIN_VALUE;

  private final long step;

  TimeFormat(long step) {
    this.step = step;
  }

  /** The name in a definition. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The resolution in milliseconds. */
  public long step() {
    return step;
  }

  /** Whether it is written as a JSON integer. */
  public boolean isNumber() {
    return this != ISO && this != PATTERN && this != RECORD;
  }

  /** The nanoseconds of one unit of a number since 1970; 0 for the other formats. */
  public long unitNanos() {
    return switch (this) {
      case SECONDS -> 1_000_000_000;
      case MILLISECONDS -> 1_000_000;
      case MICROSECONDS -> 1_000;
      case NANOSECONDS -> 1;
      case YYYYMMDD, ISO, RECORD, PATTERN -> 0;
    };
  }

  /** The event time rounded down to the resolution; epoch milliseconds. */
  public long floor(long millis) {
    return step == 1 ? millis : Math.floorDiv(millis, step) * step;
  }

  /**
   * The event time of a JSON integer.
   *
   * @return epoch milliseconds, or {@link #NONE}
   */
  public long ofNumber(long number) {
    return switch (this) {
      case MILLISECONDS -> inRange(number);
      case SECONDS -> number < EARLIEST || number > LATEST ? NONE : inRange(number * step);
      case YYYYMMDD -> ofDate(number);
      case MICROSECONDS -> inRange(Math.floorDiv(number, 1_000));
      case NANOSECONDS -> inRange(Math.floorDiv(number, 1_000_000));
      case ISO, RECORD, PATTERN -> NONE;
    };
  }

  static long inRange(long millis) {
    return millis < EARLIEST || millis > LATEST ? NONE : millis;
  }

  private static long ofDate(long number) {
    if (number < FIRST_DATE || number > LAST_DATE) {
      return NONE;
    }
    int date = (int) number;
    try {
      return LocalDate.of(date / 10_000, date / 100 % 100, date % 100).toEpochDay() * YYYYMMDD.step;
    } catch (DateTimeException e) {
      return NONE;
    }
  }

  /**
   * The event time of a JSON string.
   *
   * @return epoch milliseconds, or {@link #NONE}
   */
  public long ofText(String text) {
    if (!ISO_TEXT.matcher(text).matches()) {
      return NONE;
    }
    try {
      return inRange(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException e) {
      return NONE;
    }
  }

  /**
   * The JSON integer of an event time; for formats that are numbers.
   *
   * @throws ArithmeticException for nanoseconds beyond 64 bits, after the year 2262
   */
  public long toNumber(long millis) {
    if (this == MICROSECONDS || this == NANOSECONDS) {
      return Math.multiplyExact(millis, 1_000_000 / unitNanos());
    }
    if (this != YYYYMMDD) {
      return Math.floorDiv(millis, step);
    }
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(millis, step));
    return date.getYear() * 10_000L + date.getMonthValue() * 100L + date.getDayOfMonth();
  }
}
