package io.tidemark.model.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.testing.Definitions;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {
  private static final long ARRIVED = 1_790_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final StreamDefinition SAMPLE = Definitions.sample();

  private final Reading reading = SAMPLE.raw().newReading();

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
        .isEqualTo("event time: before 1970-01-01T00:00:00Z; --earliest lets earlier ones in");
  }

  @Test
  void secondsThatAreReadAsMillisecondsAreNotPossibleAndTheFormatThatFitsIsNamed() {
    assertThat(problem(ARRIVED / 1_000, ARRIVED, ARRIVED))
        .isEqualTo(
            "event time: before 1971-01-01T00:00:00Z; with 'format: seconds' it would be in 2026;"
                + " --earliest lets earlier ones in");
  }

  @Test
  void aDayThatIsReadAsSecondsIsNotPossibleAndTheFormatThatFitsIsNamed() {
    StreamDefinition seconds =
        Definitions.read(
            Definitions.SAMPLE.replace("type: timestamp", "type: timestamp, format: seconds"));
    reading.number(0, 20_260_131_000L);
    assertThat(TimeLimits.DEFAULT.check(seconds).problem(reading, ARRIVED, ARRIVED))
        .contains("with 'format: yyyymmdd' it would be in 2026;");
  }

  @Test
  void secondsThatAreReadAsNanosecondsAreOfTheirYear() {
    StreamDefinition nanoseconds =
        Definitions.read(
            Definitions.SAMPLE.replace("type: timestamp", "type: timestamp, format: nanoseconds"));
    // 1767225600 is the first second of 2026
    reading.number(0, 1_767);
    reading.nanos(225_600);
    assertThat(TimeLimits.DEFAULT.check(nanoseconds).problem(reading, ARRIVED, ARRIVED))
        .contains("with 'format: seconds' it would be in 2026;");
  }

  @Test
  void anEarlyEventTimeThatFitsNoOtherFormatNamesNone() {
    assertThat(problem(0, ARRIVED, ARRIVED))
        .isEqualTo("event time: before 1971-01-01T00:00:00Z; --earliest lets earlier ones in");
  }

  @Test
  void aClosingHeartbeatMayBeAheadByTheLongestOfSeveralWindows() {
    StreamDefinition several = Definitions.everything();
    Reading heartbeat = several.raw().newReading();
    long latest = ARRIVED + 64 * MINUTE;
    for (long time : new long[] {latest, latest + 1_000}) {
      byte[] value = new RawEncoder(several.raw()).encodeHeartbeat(time);
      assertThat(new RawDecoder(several.raw()).decode(value, 1, heartbeat)).isNull();
      String problem = TimeLimits.DEFAULT.check(several).problem(heartbeat, ARRIVED, ARRIVED);
      assertThat(problem == null).isEqualTo(time == latest);
    }
  }

  @Test
  void whatCannotBeDerivedIsAProblemOfAReadingAndNotOfAHeartbeat() {
    StreamDefinition inverse =
        Definitions.read(
            Definitions.SAMPLE.replace(
                "aggregated:",
                "derived:\n  inverse: {type: decimal, scale: 4, is: 1 / entity}\naggregated:"));
    TimeLimits.Check check = TimeLimits.DEFAULT.check(inverse);
    Reading one = inverse.raw().newReading();
    one.number(0, ARRIVED);
    assertThat(check.problem(one, ARRIVED, ARRIVED)).isEqualTo("inverse: divided by zero");
    one.number(1, 4);
    assertThat(check.problem(one, ARRIVED, ARRIVED)).isNull();
    assertThat(one.number(4)).isEqualTo(2_500);
    one.number(1, 0);
    one.number(0, ARRIVED + 2 * MINUTE);
    assertThat(check.problem(one, ARRIVED, ARRIVED)).startsWith("event time");
    one.heartbeat(true);
    assertThat(check.problem(one, ARRIVED, ARRIVED)).isNull();
  }

  private String problem(long time, long timestamp, long now) {
    reading.number(0, time);
    return TimeLimits.DEFAULT.check(SAMPLE).problem(reading, timestamp, now);
  }

  private void decode(String json) {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    assertThat(new RawDecoder(SAMPLE.raw()).decode(value, 1, reading)).isNull();
  }
}
