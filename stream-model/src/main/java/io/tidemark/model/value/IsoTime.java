package io.tidemark.model.value;

/**
 * Parses times in ISO 8601 as people write them (RFC 3339 with its variants): {@code T}, {@code t}
 * or a space between day and time, seconds and fraction or not, {@code Z}, {@code z}, {@code UTC},
 * an offset, or no zone, which then is that of the definition. A day alone begins at midnight. It
 * creates no objects. Not thread-safe.
 */
public final class IsoTime {
  static final String NO_TIME = "expected a time in ISO 8601 such as 2026-01-31T12:00:00Z";
  static final String NO_ZONE =
      "expected a time with its zone, found none; zone: UTC or zone: Europe/Berlin says which";

  private static final int DAY_LENGTH = 10;

  /** The length of a day and a time of day with seconds. */
  private static final int SECONDS_END = 19;

  private static final int MOST_PLACES = 9;
  private static final int MAX_OFFSET = 18 * 3600;

  /** Days before 1970 in the proleptic Gregorian calendar, from 1 March of the year 0. */
  private static final long DAYS_TO_1970 = 719_468;

  /** The zone of texts without one; null when there is none. */
  private final LocalZone zone;

  private byte[] text;
  private int at;
  private int end;
  private long second;
  private int nanos;

  /**
   * @param zone of texts without one; null refuses them
   */
  public IsoTime(LocalZone zone) {
    this.zone = zone;
  }

  /** The epoch second of the last time. */
  public long second() {
    return second;
  }

  /** The nanoseconds of the last time within its second. */
  public int nanos() {
    return nanos;
  }

  /**
   * Parses a text without blanks around it.
   *
   * @return null, or why it is no time
   */
  public String parse(byte[] utf8, int from, int to) {
    text = utf8;
    at = from;
    end = to;
    nanos = 0;
    if (to - from < DAY_LENGTH || utf8[from + 4] != '-' || utf8[from + 7] != '-') {
      return NO_TIME;
    }
    int year = digits(4);
    at++;
    int month = digits(2);
    at++;
    int day = digits(2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
      return NO_TIME;
    }
    second = daysSince1970(year, month, day) * 86_400;
    if (at == end) {
      return local();
    }
    if ((text[at] | 0x20) != 't' && text[at] != ' ') {
      return NO_TIME;
    }
    at++;
    return timeOfDay() ? zone() : NO_TIME;
  }

  /** Whether a text has the form of RFC 3339: {@code T}, seconds, and {@code Z} or ±hh:mm. */
  public static boolean isStrict(byte[] utf8, int from, int to) {
    int length = to - from;
    if (length < SECONDS_END + 1
        || utf8[from + DAY_LENGTH] != 'T'
        || utf8[from + SECONDS_END - 3] != ':') {
      return false;
    }
    byte next = utf8[from + SECONDS_END];
    int sign = length < SECONDS_END + 6 ? 0 : utf8[to - 6];
    boolean utc = utf8[to - 1] == 'Z';
    boolean offset = !utc && (sign == '+' || sign == '-') && utf8[to - 3] == ':';
    byte before = utf8[utc ? to - 2 : to - 7];
    return (utc || offset)
        && before != ' '
        && (next == '.' || next == 'Z' || offset && next == sign);
  }

  private boolean timeOfDay() {
    int hour = digits(2);
    if (hour < 0 || hour > 23 || !take(':')) {
      return false;
    }
    int minute = digits(2);
    if (minute < 0 || minute > 59) {
      return false;
    }
    second += hour * 3600L + minute * 60L;
    if (!take(':')) {
      return true;
    }
    int seconds = digits(2);
    if (seconds < 0 || seconds > 59) {
      return false;
    }
    second += seconds;
    return !take('.') && !take(',') || fraction();
  }

  private boolean fraction() {
    int places = 0;
    while (at < end && WholeNumber.isDigit(text[at])) {
      if (++places > MOST_PLACES) {
        return false;
      }
      nanos = nanos * 10 + text[at++] - '0';
    }
    for (int i = places; i < MOST_PLACES; i++) {
      nanos *= 10;
    }
    return places > 0;
  }

  private String zone() {
    if (at == end) {
      return local();
    }
    while (at < end && text[at] == ' ') {
      at++;
    }
    int sign = at < end ? text[at] : 0;
    if (sign == '+' || sign == '-') {
      at++;
      return offset(sign == '+' ? 1 : -1) && at == end ? null : NO_TIME;
    }
    boolean utc = (sign | 0x20) == 'z' ? take((char) sign) : word("UTC") || word("GMT");
    return utc && at == end ? null : NO_TIME;
  }

  private boolean offset(int sign) {
    int hours = digits(2);
    if (hours < 0) {
      return false;
    }
    int minutes = 0;
    if (at < end) {
      take(':');
      minutes = digits(2);
    }
    int offset = hours * 3600 + minutes * 60;
    if (minutes < 0 || minutes > 59 || offset > MAX_OFFSET) {
      return false;
    }
    second -= (long) sign * offset;
    return true;
  }

  private String local() {
    if (zone == null) {
      return NO_ZONE;
    }
    second = zone.toEpochSecond(second);
    return null;
  }

  private boolean word(String word) {
    if (end - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at += word.length();
    return true;
  }

  private boolean take(char character) {
    boolean is = at < end && text[at] == character;
    at += is ? 1 : 0;
    return is;
  }

  /** The number of exactly so many digits, or -1. */
  private int digits(int count) {
    if (end - at < count) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < count; i++) {
      int digit = text[at + i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    at += count;
    return number;
  }

  private static int daysOf(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Counts with years that begin in March, so that the leap day is the last of its year. */
  private static long daysSince1970(int year, int month, int day) {
    long y = month > 2 ? year : year - 1L;
    long m = month > 2 ? month - 3 : month + 9L;
    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - DAYS_TO_1970;
  }
}
