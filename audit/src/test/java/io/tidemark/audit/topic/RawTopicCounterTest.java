package io.tidemark.audit.topic;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.audit.station.LedgerOffsets;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.kafka.RefusalReasons;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.record.TimeLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RawTopicCounterTest {
  private static final long NOW = at("2026-01-01T01:00:00Z");
  private static final long FIRST = at("2026-01-01T00:00:00Z");
  private static final long SECOND = at("2026-01-01T00:01:00Z");
  private static final long FUTURE = at("2031-01-01T00:00:00Z");

  private static final TimeLimits ANY_PAST =
      new TimeLimits(TimeFormat.EARLIEST, TimeLimits.DEFAULT.maxAhead());

  private RawTopicCounter topic = of(Streams.minutes());
  private long offset;

  @Test
  void countsAndSumsTheReadingsOfEachWindow() {
    reading("2026-01-01T00:00:00Z", "20.13");
    reading("2026-01-01T00:00:59.999Z", "-0.03");
    reading("2026-01-01T00:01:00Z", "1");

    StationCount count = topic.count().countable();
    assertThat(count.readings()).isEqualTo(3);
    assertThat(count.rows()).isEqualTo(3);
    assertThat(count.windows()).containsExactly(Map.entry(FIRST, 2L), Map.entry(SECOND, 1L));
    assertThat(count.sums().get(FIRST)).containsExactly(Map.entry("temp", new BigDecimal("20.10")));
  }

  @Test
  void floorsTimesBefore1970() {
    reading("1969-12-31T23:59:59.999Z", "1");
    reading("1969-12-31T23:59:00Z", "1");

    assertThat(topic.count().countable().windows())
        .containsExactly(Map.entry(at("1969-12-31T23:59:00Z"), 2L));
  }

  @Test
  void countsAReadingWithoutAValueAndAddsNothing() {
    topic = of(Streams.optional());
    record("{\"time\":" + FIRST + ",\"temp\":1.5}");
    record("{\"time\":" + FIRST + ",\"entity\":2,\"temp\":null}");

    StationCount count = topic.count().countable();
    assertThat(count.windows()).containsExactly(Map.entry(FIRST, 2L));
    assertThat(count.sums().get(FIRST)).containsExactly(Map.entry("temp", new BigDecimal("1.50")));
    assertThat(topic.count().dead().readings()).isZero();
  }

  @Test
  void goesBackToAWindowThatItHasLeft() {
    topic = of(Streams.windows(Duration.ofMillis(7)));
    for (int time : new int[] {0, 7, 6, 13}) {
      record(Streams.reading(time, 1, "1"));
    }

    assertThat(topic.count().countable().windows())
        .containsExactly(Map.entry(0L, 2L), Map.entry(7L, 2L));
  }

  @Test
  void countsHeartbeatsApart() {
    record("{\"time\":" + FIRST + ",\"heartbeat\":true}");

    assertThat(topic.count().heartbeats()).isEqualTo(1);
    assertThat(topic.count().readings()).isZero();
  }

  @Test
  void takesWhatCannotBeReadForDeadAndKeepsTheFirstFewWithoutALetter() {
    record("{");
    record(null);
    for (int i = 0; i < 10; i++) {
      record("{\"time\":" + FIRST + ",\"entity\":1}");
    }

    assertThat(topic.count().dead().readings()).isEqualTo(12);
    assertThat(topic.count().dead().withoutLetter().records()).isEqualTo(12);
    assertThat(topic.count().dead().withoutLetter().samples())
        .hasSize(5)
        .contains(
            new FlawedRecords.Sample(0, 1, "empty"),
            new FlawedRecords.Sample(0, 2, "temp: missing"));
    assertThat(topic.count().countable().readings()).isZero();
    assertThat(topic.count().uncounted()).isEmpty();
  }

  @Test
  void takesAnImpossibleEventTimeForDeadThoughItHasAWindow() {
    record(Streams.reading(FUTURE, 1, "1"));
    letter(0, Streams.reading(FUTURE, 1, "1"));

    assertThat(topic.count().dead().readings()).isEqualTo(1);
    assertThat(topic.count().dead().withoutLetter()).isEqualTo(FlawedRecords.NONE);
    assertThat(topic.count().countable().readings()).isZero();
    assertThat(topic.count().uncounted()).containsExactly(Map.entry(FUTURE, 1L));
    assertThat(topic.count().dead(FUTURE)).isOne();
    assertThat(topic.count().doubtful(FUTURE)).isZero();
    assertThat(topic.count().dead().takenBack()).isZero();
  }

  @Test
  void meetsALetterThatWasThereBeforeItsRecord() {
    letter(1, "{");
    reading("2026-01-01T00:00:00Z", "1");
    assertThat(topic.count().dead().strayLetters()).isEqualTo(1);
    record("{");

    assertThat(topic.count().dead().readings()).isEqualTo(1);
    assertThat(topic.count().dead().withoutLetter()).isEqualTo(FlawedRecords.NONE);
    assertThat(topic.count().dead().strayLetters()).isZero();
  }

  @Test
  void countsALetterThatComesTwiceOnce() {
    record("{");
    letter(0, "{");
    letter(0, "{");

    assertThat(topic.count().dead().readings()).isEqualTo(1);
    assertThat(topic.count().dead().letters()).isEqualTo(2);
    assertThat(topic.count().dead().strayLetters()).isZero();
    assertThat(topic.count().dead().withoutLetter()).isEqualTo(FlawedRecords.NONE);
  }

  @Test
  void countsTheReasonsOfLettersEachOnce() {
    letter(0, "{");
    letter(0, "{");
    letter(1, "{");

    assertThat(topic.count().dead().reasons())
        .containsExactly(new RefusalReasons.Reason("dead", 2, 0, 0, "{"));
  }

  @Test
  void aSkippedReadingCountsAndIsKeptByWindow() {
    reading("2026-01-01T00:00:00Z", "1");
    DeadLetter skip =
        new DeadLetter(
            "sensors-raw", 0, 0, 1, "skipped", Streams.bytes(Streams.reading(FIRST, 17, "1")));
    topic.skip(skip);
    topic.skip(skip);
    topic.skip(new DeadLetter("sensors-raw", 0, 1, 1, "skipped", Streams.bytes("{")));

    assertThat(topic.count().skipped()).containsExactly(Map.entry(FIRST, 1L));
    assertThat(topic.count().countable().readings()).isEqualTo(1);
    assertThat(topic.count().dead().readings()).isZero();
    assertThat(topic.count().dead().strayLetters()).isZero();
  }

  @Test
  void aSkippedReadingWithTheTimeOfItsRecordIsInTheWindowOfThatTime() {
    topic = of(Streams.recordTimes());
    topic.skip(letterOf(0, SECOND));

    assertThat(topic.count().skipped()).containsExactly(Map.entry(SECOND, 1L));
  }

  @Test
  void takesBackAReadingWithTheTimeOfItsRecordWhoseLetterComesLater() {
    topic = of(Streams.recordTimes());
    topic.accept(Streams.record(0, 0, FIRST, Streams.reading(0, 17, "2.50")));
    topic.accept(Streams.record(0, 1, SECOND, Streams.reading(0, 17, "2.50")));
    topic.accept(letterOf(1, SECOND));

    assertThat(topic.count().countable().windows()).containsExactly(Map.entry(FIRST, 1L));
    assertThat(topic.count().uncounted()).containsExactly(Map.entry(SECOND, 1L));
    assertThat(topic.count().dead().takenBack()).isEqualTo(1);
  }

  @Test
  void takesAReadingBackWhoseLetterComesLater() {
    reading("2026-01-01T00:00:00Z", "2.50");
    reading("2026-01-01T00:00:01Z", "1");
    letter(0, Streams.reading(FIRST, 17, "2.50"));

    RawCount count = topic.count();
    assertThat(count.countable().windows()).containsExactly(Map.entry(FIRST, 1L));
    assertThat(count.countable().sums().get(FIRST))
        .containsExactly(Map.entry("temp", new BigDecimal("1.00")));
    assertThat(count.uncounted()).containsExactly(Map.entry(FIRST, 1L));
    assertThat(count.dead(FIRST)).isOne();
    assertThat(count.doubtful(FIRST)).isOne();
    assertThat(count.dead().readings()).isEqualTo(1);
    assertThat(count.dead().takenBack()).isEqualTo(1);
    assertThat(count.readings()).isEqualTo(2);
    assertThat(count.partitions()).containsExactly(new RawCount.Partition(0, 0, 1, 2, 0, 1));
  }

  @Test
  void takesALetterForAnotherRecordForAStrayOne() {
    reading("2026-01-01T00:00:00Z", "1");
    letter(0, "{");
    letter(7, "{");

    assertThat(topic.count().dead().strayLetters()).isEqualTo(2);
    assertThat(topic.count().countable().readings()).isEqualTo(1);
  }

  @Test
  void aDeadReadingFromTheFutureDoesNotMoveTheBound() {
    record(Streams.reading(FUTURE, 1, "1"));
    letter(2, Streams.reading(at("2026-01-01T00:30:00Z"), 1, "1"));
    arrived(10, Streams.reading(FIRST, 1, "1"));
    arrived(20, Streams.reading(at("2026-01-01T00:30:00Z"), 1, "1"));
    arrived(30, Streams.reading(FIRST, 1, "2"));

    assertThat(topic.count().arrival().behind()).isEmpty();
    assertThat(topic.count().dead().readings()).isEqualTo(2);
  }

  @Test
  void aHeartbeatMovesTheBoundUnlessItIsImpossible() {
    arrived(10, "{\"time\":" + FUTURE + ",\"heartbeat\":true}");
    arrived(20, Streams.reading(FIRST, 1, "1"));
    assertThat(topic.count().arrival().behind()).isEmpty();
    arrived(30, "{\"time\":" + at("2026-01-01T00:04:00Z") + ",\"heartbeat\":true}");
    arrived(40, Streams.reading(FIRST, 1, "1"));

    assertThat(topic.count().arrival().behind()).containsExactly(Map.entry(FIRST, 1L));
    assertThat(topic.count().heartbeats()).isEqualTo(2);
    assertThat(topic.count().dead().withoutLetter()).isEqualTo(FlawedRecords.NONE);
  }

  @Test
  void countsEqualReadingsOnceWhenTheDefinitionDeduplicates() {
    topic = of(Streams.deduplicated());
    record(Streams.reading(FIRST, 1, "1.50"));
    record("{\"temp\":1.5,\"entity\":1,\"time\":" + FIRST + "}");
    record(Streams.reading(FIRST, 2, "1.50"));
    record(Streams.reading(FIRST + 1, 1, "1.50"));

    assertThat(topic.count().countable().readings()).isEqualTo(3);
    assertThat(topic.count().duplicates()).isEqualTo(1);
    assertThat(topic.count().uncounted()).containsExactly(Map.entry(FIRST, 1L));
    assertThat(topic.count().dead(FIRST)).isZero();
    assertThat(topic.count().readings()).isEqualTo(4);
  }

  @Test
  void countsEqualReadingsEachOtherwise() {
    reading("2026-01-01T00:00:00Z", "1");
    reading("2026-01-01T00:00:00Z", "1");

    assertThat(topic.count().countable().readings()).isEqualTo(2);
    assertThat(topic.count().duplicates()).isZero();
  }

  @Test
  void aDuplicateThatIsFoundDeadIsNoDuplicate() {
    topic = of(Streams.deduplicated());
    record(Streams.reading(FIRST, 1, "1"));
    record(Streams.reading(FIRST, 1, "1"));
    letter(1, Streams.reading(FIRST, 1, "1"));

    assertThat(topic.count().countable().readings()).isEqualTo(1);
    assertThat(topic.count().duplicates()).isZero();
    assertThat(topic.count().dead().readings()).isEqualTo(1);
    assertThat(topic.count().uncounted()).containsExactly(Map.entry(FIRST, 1L));
    assertThat(topic.count().dead(FIRST)).isOne();
  }

  @Test
  void hasTheFirstOffsetOfEachPartitionThatIsNotDeleted() {
    topic.begin(0, 5);

    assertThat(topic.count().begins()).containsExactly(Map.entry(0, 5L));
  }

  @Test
  void tellsWhetherTimestampsAreThoseOfArrival() {
    arrived(10, Streams.reading(FIRST, 1, "1"));
    assertThat(topic.count().arrival().sendTimes()).isFalse();
    reading("2026-01-01T00:00:00Z", "1");
    assertThat(topic.count().arrival().sendTimes()).isTrue();
  }

  private static RawTopicCounter of(StreamDefinition definition) {
    return new RawTopicCounter(
        definition,
        WatermarkBound.GLOBAL,
        ANY_PAST,
        () -> NOW,
        LedgerOffsets.NONE,
        new OtherLayouts(List.of()));
  }

  private void reading(String time, String temp) {
    record(Streams.reading(at(time), 17, temp));
  }

  private void record(String value) {
    topic.accept(Streams.record("sensors-raw", offset++, value));
  }

  /** Seconds after the end of all readings but one, so that none is ahead of its arrival. */
  private void arrived(long seconds, String value) {
    topic.accept(Streams.record(0, offset++, at("2026-01-01T00:45:00Z") + 1_000 * seconds, value));
  }

  /** A letter of a record with this timestamp. */
  private static DeadLetter letterOf(long offset, long timestamp) {
    byte[] value = Streams.bytes(Streams.reading(0, 17, "2.50"));
    return new DeadLetter("sensors-raw", 0, offset, timestamp, "dead", value);
  }

  private void letter(long of, String value) {
    topic.accept(new DeadLetter("sensors-raw", 0, of, 1, "dead", Streams.bytes(value)));
  }
}
