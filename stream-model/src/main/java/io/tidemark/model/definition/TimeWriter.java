package io.tidemark.model.definition;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes event times in the form of a definition. It is made once, not for each reading. */
public final class TimeWriter {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

  private final TimeForm form;
  private final TimeFormat format;
  private final ZoneId zone;

  /** Of a {@link TimeFormat#PATTERN}, otherwise null. */
  private final TimePattern pattern;

  public TimeWriter(TimeForm form) {
    this.form = form;
    format = form.format();
    zone = form.zone();
    pattern = format == TimeFormat.PATTERN ? new TimePattern(form.pattern(), zone) : null;
  }

  /**
   * The event time that a reader gets back after it was written, which has the resolution of the
   * form; epoch milliseconds.
   */
  public long floor(long millis) {
    if (pattern != null) {
      return pattern.parse(pattern.format(Instant.ofEpochMilli(millis))).toEpochMilli();
    }
    if (zone == null) {
      return format.floor(millis);
    }
    Instant instant = Instant.ofEpochMilli(millis);
    return format == TimeFormat.YYYYMMDD
        ? instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant().toEpochMilli()
        : instant.atZone(zone).toLocalDateTime().atZone(zone).toInstant().toEpochMilli();
  }

  /** The text or the number of an event time in epoch milliseconds, without quotes. */
  public String write(long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    return switch (format) {
      case ISO -> zone == null ? instant.toString() : LOCAL.format(instant.atZone(zone));
      case PATTERN -> pattern.format(instant);
      case RECORD -> throw new IllegalArgumentException("the record has no such member");
      case MILLISECONDS, SECONDS -> Long.toString(format.toNumber(millis));
      case MICROSECONDS, NANOSECONDS ->
          // nanoseconds beyond the year 2262 need more than 64 bits
          BigInteger.valueOf(millis)
              .multiply(BigInteger.valueOf(1_000_000 / format.unitNanos()))
              .toString();
      case YYYYMMDD ->
          Long.toString(
              format.toNumber(
                  instant.atZone(form.zoneOrUtc()).toLocalDate().toEpochDay()
                      * TimeFormat.YYYYMMDD.step()));
    };
  }
}
