package io.tidemark.doctor;

import io.tidemark.cli.text.HumanFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Whether this machine's clock agrees with those of the broker and Druid. The broker's clock
 * decides which readings are too far in the future. This machine's clock decides the start of a run
 * on the wall clock.
 */
final class ClockChecks {
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration TROUBLE = Duration.ofSeconds(30);
  private static final String ADVICE = "set both clocks by NTP, as with 'timedatectl set-ntp true'";

  private ClockChecks() {}

  /**
   * Kafka has no request for its time, but a timestamp that the broker set cannot be in the future.
   * So this check detects a broker that is ahead of this machine, but not one that is behind.
   *
   * @param newest the broker's timestamp of its newest record, epoch milliseconds
   * @param now this machine's time after the timestamp was read, epoch milliseconds
   */
  static Check kafka(String name, TopicState topic, OptionalLong newest, long now) {
    if (!topic.stampedByBroker()) {
      throw SkippedCheck.because(topic.name() + " is not stamped by the broker", "topic raw");
    }
    if (newest.isEmpty()) {
      return Check.fine(name, "no record in " + topic.name() + " yet to compare with");
    }
    String stamped = "the newest record of " + topic.name() + " came at " + instant(newest);
    Duration ahead = Duration.ofMillis(newest.getAsLong() - now);
    return ahead.compareTo(LOOK) <= 0
        ? Check.fine(name, stamped + ", not of the future")
        : judged(name, stamped + " by the broker's clock", "ahead of", ahead);
  }

  /**
   * Compares with the {@code Date} header of Druid's router, which has whole seconds.
   *
   * @param reported the time in the response, in whole seconds
   * @param sent this machine's time before the request
   * @param received this machine's time after the response
   */
  static Check druid(String name, Instant reported, Instant sent, Instant received) {
    // the router's time was in [reported, reported + 1 s), this machine's in [sent, received]
    Duration ahead = Duration.between(received, reported);
    Duration behind = Duration.between(reported.plusSeconds(1), sent);
    if (ahead.compareTo(LOOK) <= 0 && behind.compareTo(LOOK) <= 0) {
      return Check.fine(name, "Druid's router has the same time");
    }
    return ahead.compareTo(behind) > 0
        ? judged(name, "Druid's router reports " + reported, "ahead of", ahead)
        : judged(name, "Druid's router reports " + reported, "behind", behind);
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
