package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;

import io.tidemark.doctor.record.ReadingSample;
import io.tidemark.kafka.RefusalReasons;
import io.tidemark.model.definition.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What the newest records and the dead letters tell. */
class ReadingChecksTest {
  private static final StreamDefinition STREAM = DoctorStreams.minutes();
  private static final long NOON = DoctorStreams.at("2026-01-01T12:00:00Z");

  private final ReadingSample sample = new ReadingSample(STREAM);
  private long offset;

  @Test
  void readingsOfThisAgeAreFine() {
    record("{\"time\":" + NOON + ",\"entity\":1}");
    record("{\"time\":" + NOON + ",\"heartbeat\":true}");

    assertCheck(readings()).isFine().found("1 of the newest 1 record can be read");
  }

  @Test
  void anEmptyTopicIsFine() {
    assertCheck(readings()).isFine().found("none in sensors-raw");
  }

  @Test
  void halfOfThemMalformedIsFineAndMoreIsTrouble() {
    record("{\"time\":" + NOON + ",\"entity\":1}");
    record("{\"time\":" + NOON + "}");
    assertCheck(readings()).isFine();
    record("{\"time\":" + NOON + "}");

    assertCheck(readings())
        .isTrouble("correct sensors.yaml or the producer")
        .found(
            "2 of the newest 3 records cannot be read: 2 × entity: missing; such as partition 0"
                + " offset 1: {");
  }

  @Test
  void secondsThatAreReadAsMillisecondsAreTroubleWithTheFormatThatFits() {
    record("{\"time\":" + NOON / 1_000 + ",\"entity\":1}");

    assertCheck(readings())
        .isTrouble("correct the 'format' of time in sensors.yaml")
        .found("with 'format: seconds' it would be in 2026");
  }

  @Test
  void eventTimesAfter2199AreALook() {
    record("{\"time\":" + DoctorStreams.at("2200-01-01T00:00:00Z") + ",\"entity\":1}");

    assertCheck(readings()).isLook("'format' of time").found("after the year 2199");
  }

  @Test
  void deadLettersAreReportedAndMoreThanHalfOfAllRecordsIsTrouble() {
    assertCheck(letters(0, 10)).isFine().found("none");
    assertCheck(letters(50, 100))
        .isFine()
        .found("50, about 50 % of the 100 records of sensors-raw; the newest: 7 × not JSON");
    assertCheck(letters(51, 100)).isTrouble("tail dead-letter --stream sensors --until-end");
  }

  private static Check letters(long letters, long raw) {
    List<RefusalReasons.Reason> reasons =
        List.of(new RefusalReasons.Reason("not JSON", 7, 0, 3, "{"));
    return TopicChecks.deadLetters("dead letters", STREAM, letters, raw, reasons);
  }

  private Check readings() {
    return TopicChecks.readings("readings", STREAM, sample);
  }

  private void record(String value) {
    sample.add(
        new ConsumerRecord<>(
            "sensors-raw", 0, offset++, null, value.getBytes(StandardCharsets.UTF_8)));
  }
}
