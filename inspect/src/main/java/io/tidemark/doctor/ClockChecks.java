package io.tidemark.doctor;

import io.tidemark.cli.HumanFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Whether this machine's clock agrees with the others'. Which readings are far in the future is
 * decided by the broker's clock, and when a run on the wall clock begins by this one.
 */
final class ClockChecks {
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration TROUBLE = Duration.ofSeconds(30);
  private static final String ADVICE = "set both clocks by NTP, as with 'timedatectl set-ntp true'";

  private ClockChecks() {}

  /**
   * Kafka tells no time, but what it has stamped cannot be of the future. So this sees a broker
   * that is ahead of this machine, and not one that is behind.
   *
   * @param newest when the broker got its newest record, epoch milliseconds
   * @param now this machine's time after that was asked for, epoch milliseconds
   */
  static Check kafka(String name, TopicState topic, OptionalLong newest, long now) {
    if (!topic.stampedByBroker()) {
      throw SkippedCheck.because(topic.name() + " is not stamped by the broker", "topic raw");
    }
    if (newest.isEmpty()) {
      return Check.fine(name, "no record in " + topic.name() + " yet that would tell");
    }
    String stamped = "the newest record of " + topic.name() + " came at " + instant(newest);
    Duration ahead = Duration.ofMillis(newest.getAsLong() - now);
    return ahead.compareTo(LOOK) <= 0
        ? Check.fine(name, stamped + ", not of the future")
        : judged(name, stamped + " by the broker's clock", "ahead of", ahead);
  }

  /**
   * Druid's router tells the second of its answer.
   *
   * @param told the time in the answer, in whole seconds
   * @param asked this machine's time before the request
   * @param answered this machine's time after the answer
   */
  static Check druid(String name, Instant told, Instant asked, Instant answered) {
    // the router's clock stood between told and a second later, while this one went on, too
    Duration ahead = Duration.between(answered, told);
    Duration behind = Duration.between(told.plusSeconds(1), asked);
    if (ahead.compareTo(LOOK) <= 0 && behind.compareTo(LOOK) <= 0) {
      return Check.fine(name, "Druid's router has the same time");
    }
    return ahead.compareTo(behind) > 0
        ? judged(name, "Druid's router says " + told, "ahead of", ahead)
        : judged(name, "Druid's router says " + told, "behind", behind);
  }

  private static Check judged(String name, String seen, String side, Duration skew) {
    String found =
        seen + ", " + HumanFormat.duration(skew.toMillis()) + " " + side + " this machine's clock";
    return skew.compareTo(TROUBLE) > 0
        ? Check.trouble(name, found, ADVICE)
        : Check.look(name, found, ADVICE);
  }

  private static Instant instant(OptionalLong millis) {
    return Instant.ofEpochMilli(millis.getAsLong());
  }
}
