package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClockChecksTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void aRouterInTheSameSecondIsFine() {
    assertCheck(druid(NOON, NOON.plusMillis(900), NOON.plusMillis(950))).isFine();
    assertCheck(druid(NOON, NOON.plusSeconds(2), NOON.plusSeconds(3))).isFine();
  }

  @Test
  void aSlowAnswerIsNoSkew() {
    assertCheck(druid(NOON.plusSeconds(40), NOON, NOON.plusSeconds(41))).isFine();
  }

  @Test
  void aRouterThatIsAheadOrBehindIsReportedWithTheDifference() {
    assertCheck(druid(NOON.plusSeconds(10), NOON, NOON))
        .isLook("NTP")
        .found("10 seconds ahead of this machine's clock");
    assertCheck(druid(NOON, NOON.plusSeconds(11), NOON.plusSeconds(11)))
        .isLook("NTP")
        .found("10 seconds behind this machine's clock");
    assertCheck(druid(NOON, NOON.plusSeconds(120), NOON.plusSeconds(120))).isTrouble("NTP");
    assertCheck(druid(NOON.plusSeconds(31), NOON, NOON)).isTrouble("NTP");
  }

  @Test
  void aRecordThatTheBrokerStampedInTheFutureShowsThatItIsAhead() {
    assertCheck(kafka(NOON)).isFine().found("2026-01-01T12:00:00Z");
    assertCheck(kafka(NOON.minusSeconds(9_000))).isFine();
    assertCheck(kafka(NOON.plusSeconds(2))).isFine();
    assertCheck(kafka(NOON.plusSeconds(5))).isLook("NTP").found("5 seconds ahead of");
    assertCheck(kafka(NOON.plusSeconds(31))).isTrouble("NTP");
  }

  @Test
  void anEmptyTopicShowsNothing() {
    OptionalLong none = OptionalLong.empty();

    assertCheck(ClockChecks.kafka("clock", stamped("LogAppendTime"), none, NOON.toEpochMilli()))
        .isFine()
        .found("no record");
  }

  @Test
  void timestampsOfTheProducersShowNothingAboutTheBroker() {
    OptionalLong newest = OptionalLong.of(NOON.toEpochMilli());

    assertThatThrownBy(() -> ClockChecks.kafka("clock", stamped("CreateTime"), newest, 0))
        .isInstanceOf(SkippedCheck.class);
  }

  private static Check druid(Instant reported, Instant sent, Instant received) {
    return ClockChecks.druid("clock", reported, sent, received);
  }

  private static Check kafka(Instant newest) {
    return ClockChecks.kafka(
        "clock",
        stamped("LogAppendTime"),
        OptionalLong.of(newest.toEpochMilli()),
        NOON.toEpochMilli());
  }

  private static TopicState stamped(String type) {
    return new TopicState("sensors-raw", "id", List.of(), Map.of("message.timestamp.type", type));
  }
}
