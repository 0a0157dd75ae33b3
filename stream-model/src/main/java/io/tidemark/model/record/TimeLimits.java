package io.tidemark.model.record;

import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * Which event times a reading may have. One reading from the future would move the watermark for
 * all, and whatever followed would be late.
 *
 * @param earliest epoch milliseconds; an event time before it is no event time
 * @param maxAhead how far an event time may be ahead of the moment at which the record arrived;
 *     null for no limit
 */
public record TimeLimits(long earliest, Duration maxAhead) implements Serializable {
  /** What holds unless something else is said. */
  public static final TimeLimits DEFAULT =
      new TimeLimits(TimeFormat.EARLIEST, Duration.ofMinutes(1));

  /** A check of a stream's readings against these limits. Not for several threads. */
  public Check check(StreamDefinition definition) {
    return new Check(this, definition);
  }

  /** Checks one reading after the other. */
  public static final class Check {
    private final TimeLimits limits;
    private final int time;
    private final long ahead;
    private final long heartbeatAhead;
    private final Derivation derivation;

    private Check(TimeLimits limits, StreamDefinition definition) {
      this.limits = limits;
      derivation = new Derivation(definition);
      time = definition.raw().indexOf(definition.raw().time());
      ahead = limits.maxAhead == null ? 0 : limits.maxAhead.toMillis();
      // a closing heartbeat waits for the last window's end and for what may be late for it
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
     * Checks a reading or a heartbeat that was decoded, and fills in what is derived from it.
     *
     * @param timestamp of the Kafka record, epoch milliseconds; without one (0 or less) the record
     *     is taken to arrive now
     * @param now epoch milliseconds; a timestamp later than that is not believed
     * @return null when it can be counted, otherwise what is wrong with its event time or with what
     *     is derived from it
     */
    public String problem(Reading reading, long timestamp, long now) {
      String problem = timeProblem(reading, timestamp, now);
      return problem == null && !reading.heartbeat() ? derivation.apply(reading) : problem;
    }

    /** What is wrong with its event time alone, or null. */
    public String timeProblem(Reading reading, long timestamp, long now) {
      long moment = reading.number(time);
      if (moment < limits.earliest) {
        return "event time: before " + Instant.ofEpochMilli(limits.earliest);
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
  }
}
