package io.tidemark.model.definition;

import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How the event time is written in a raw record.
 *
 * @param pattern of a {@link TimeFormat#PATTERN}, otherwise null
 * @param zone of texts that name none, and of days; null when each text names its own, or is UTC
 */
public record TimeForm(TimeFormat format, String pattern, ZoneId zone) implements Serializable {
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
}
