package io.tidemark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {
  private static final long ARRIVED = 1_790_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final StreamDefinition SAMPLE = Definitions.sample();

  private final Reading reading = new Reading(SAMPLE.raw());

  @Test
  void aReadingAMinuteAheadOfItsArrivalIsPossibleAndOneFurtherAheadIsNot() {
    assertThat(problem(ARRIVED + MINUTE, ARRIVED, ARRIVED + MINUTE)).isNull();
    assertThat(problem(ARRIVED + MINUTE + 1, ARRIVED, ARRIVED + MINUTE))
        .isEqualTo("event time: more than 1m ahead of its arrival");
  }

  @Test
  void aTimestampFromTheFutureOrNoneIsNotBelieved() {
    assertThat(problem(ARRIVED + 2 * MINUTE, ARRIVED + 2 * MINUTE, ARRIVED)).isNotNull();
    assertThat(problem(ARRIVED + 2 * MINUTE, -1, ARRIVED)).isNotNull();
    assertThat(problem(ARRIVED, 0, ARRIVED)).isNull();
  }

  @Test
  void aClosingHeartbeatMayBeAheadByAWindowAndTheWatermarksDelayMore() {
    decode("{\"time\":" + (ARRIVED + 5 * MINUTE) + ",\"heartbeat\":true}");
    assertThat(TimeLimits.DEFAULT.check(SAMPLE).problem(reading, ARRIVED, ARRIVED)).isNull();
    decode("{\"time\":" + (ARRIVED + 5 * MINUTE + 1) + ",\"heartbeat\":true}");
    assertThat(TimeLimits.DEFAULT.check(SAMPLE).problem(reading, ARRIVED, ARRIVED)).isNotNull();
  }

  @Test
  void withoutALimitEveryFutureIsPossibleAndAnEarliestTimeHoldsStill() {
    TimeLimits from1970 = new TimeLimits(0, null);
    reading.number(0, ARRIVED * 2);
    assertThat(from1970.check(SAMPLE).problem(reading, ARRIVED, ARRIVED)).isNull();
    reading.number(0, -1);
    assertThat(from1970.check(SAMPLE).problem(reading, ARRIVED, ARRIVED))
        .isEqualTo("event time: before 1970-01-01T00:00:00Z");
  }

  private String problem(long time, long timestamp, long now) {
    reading.number(0, time);
    return TimeLimits.DEFAULT.check(SAMPLE).problem(reading, timestamp, now);
  }

  private void decode(String json) {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    assertThat(new RawDecoder(SAMPLE.raw()).decode(value, reading)).isNull();
  }
}
