package io.tidemark.model.record;

import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * The valid event times of a reading. A single reading from the future would advance the watermark,
 * and all later readings would be late.
 *
 * @param earliest epoch milliseconds; an earlier event time is not valid
 * @param maxAhead how far an event time may be ahead of the moment at which the record arrived;
 *     null for no limit
 */
public record TimeLimits(long earliest, Duration maxAhead) implements Serializable {
  /**
   * The limits of a job without options. Event times that are read in a wrong unit, such as seconds
   * as milliseconds, are in 1970 and so not valid.
   */
  public static final TimeLimits DEFAULT =
      new TimeLimits(Instant.parse("1971-01-01T00:00:00Z").toEpochMilli(), Duration.ofMinutes(1));

  /** The margin around the limit of event time, in milliseconds. */
  private static final long ARRIVAL_MARGIN = 600_000;

  private static final long FIRST_IN_NANOSECONDS = Long.MIN_VALUE / 1_000_000;
  private static final long YEAR_MILLIS = Duration.ofDays(365).toMillis();

  /** A check of a stream's readings against these limits. Not thread-safe. */
  public Check check(StreamDefinition definition) {
    return new Check(this, definition);
  }

  /** Checks one reading after the other. */
  public static final class Check {
    private final TimeLimits limits;
    private final int time;
    private final TimeFormat format;
    private final long ahead;
    private final long heartbeatAhead;
    private final Derivation derivation;

    private Check(TimeLimits limits, StreamDefinition definition) {
      this.limits = limits;
      derivation = new Derivation(definition);
      time = definition.raw().indexOf(definition.raw().time());
      format = definition.raw().time().format();
      ahead = limits.maxAhead == null ? 0 : limits.maxAhead.toMillis();
      // a closing heartbeat is later than the end of the last window by the watermark
      heartbeatAhead =
          ahead + longestWindow(definition) + definition.aggregated().watermark().toMillis();
    }

    private static long longestWindow(StreamDefinition definition) {
      return definition.aggregates().stream()
          .mapToLong(one -> one.window().toMillis())
          .max()
          .orElseThrow();
    }

    /**
     * Checks a decoded reading or heartbeat, and computes its derived fields.
     *
     * @param timestamp of the Kafka record, epoch milliseconds; without one (0 or less) the arrival
     *     is {@code now}
     * @param now epoch milliseconds; a later timestamp is replaced by it
     * @return null when it can be counted, otherwise the problem with its event time or with a
     *     derived field
     */
    public String problem(Reading reading, long timestamp, long now) {
      String problem = timeProblem(reading, timestamp, now);
      return problem == null && !reading.heartbeat() ? derivation.apply(reading) : problem;
    }

    /** The problem with its event time alone, or null. */
    public String timeProblem(Reading reading, long timestamp, long now) {
      long moment = reading.number(time);
      if (moment < limits.earliest) {
        return "event time: before "
            + Instant.ofEpochMilli(limits.earliest)
            + inAnotherFormat(moment, reading.nanos(), now)
            + "; --earliest lets earlier ones in";
      }
      if (limits.maxAhead == null) {
        return null;
      }
      long arrived = timestamp > 0 ? Math.min(timestamp, now) : now;
      if (moment - arrived > (reading.heartbeat() ? heartbeatAhead : ahead)) {
        return "event time: more than "
            + Durations.format(limits.maxAhead)
            + " ahead of its arrival";
      }
      return null;
    }

    /** Whether the problem is an event time too far ahead, and not one that is too early. */
    public boolean isAhead(Reading reading, long timestamp, long now) {
      return reading.number(time) >= limits.earliest
          && timeProblem(reading, timestamp, now) != null;
    }

    /**
     * Whether the decision must wait for the arrival of the record, because the event time is near
     * the limit: time passes, and the broker has its own clock.
     *
     * @param now epoch milliseconds
     */
    public boolean isNearLimit(Reading reading, long now) {
      return limits.maxAhead != null
          && Math.abs(reading.number(time) - now - ahead) <= ARRIVAL_MARGIN;
    }

    /**
     * The formats in which the same number would be a valid event time, with the year and not the
     * whole time, so that equal problems have equal texts.
     */
    private String inAnotherFormat(long moment, int nanos, long now) {
      // no long has the nanoseconds of such a time
      if (!format.isNumber() || moment < FIRST_IN_NANOSECONDS) {
        return "";
      }
      StringBuilder formats = new StringBuilder();
      long unit = format.unitNanos();
      long number = format.toNumber(moment) + (unit == 0 ? 0 : nanos / unit);
      for (TimeFormat other : TimeFormat.values()) {
        long millis =
            other == format || !other.isNumber() ? TimeFormat.NONE : other.ofNumber(number);
        if (millis >= limits.earliest && millis - now <= YEAR_MILLIS) {
          formats.append(formats.isEmpty() ? "; with 'format: " : ", with 'format: ");
          formats.append(other.keyword()).append("' it would be in ");
          formats.append(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC).getYear());
        }
      }
      return formats.toString();
    }
  }
}
