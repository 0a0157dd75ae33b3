package io.tidemark.model.definition;

import java.io.Serializable;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How the event time is written in a raw record.
 *
 * @param pattern of a {@link TimeFormat#PATTERN}, otherwise null
 * @param zone of texts that name none, and of days; null when each text names its own, or is UTC
 */
public record TimeForm(TimeFormat format, String pattern, ZoneId zone) implements Serializable {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

  /** A form without pattern and zone. */
  public static TimeForm of(TimeFormat format) {
    return new TimeForm(format, null, null);
  }

  /** Whether stock Druid reads it as the decoder does. */
  boolean isPlain() {
    return zone == null
        && (format == TimeFormat.MILLISECONDS
            || format == TimeFormat.SECONDS
            || format == TimeFormat.YYYYMMDD
            || format == TimeFormat.ISO);
  }

  /**
   * The zone of a text that names none.
   *
   * @return UTC when the definition has no zone
   */
  public ZoneId zoneOrUtc() {
    return zone == null ? ZoneOffset.UTC : zone;
  }

  /**
   * The event time that a reader gets back after it was written, which has the resolution of the
   * form; epoch milliseconds.
   */
  public long floor(long millis) {
    if (format == TimeFormat.PATTERN) {
      TimePattern times = new TimePattern(pattern, zone);
      return times.parse(times.format(Instant.ofEpochMilli(millis))).toEpochMilli();
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
      case PATTERN -> new TimePattern(pattern, zone).format(instant);
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
                  instant.atZone(zoneOrUtc()).toLocalDate().toEpochDay()
                      * TimeFormat.YYYYMMDD.step()));
    };
  }
}
