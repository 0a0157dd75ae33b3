package io.tidemark.audit.topic;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.ledger.RunLedgers;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import io.tidemark.model.record.TimeLimits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was killed left a journal; each record is the reading of an entity of its own. */
class AfterJournalsTest {
  private static final String FIRST = "2026-01-01T00:00:00Z";
  private static final String SECOND = "2026-01-01T01:00:00Z";
  private static final String THIRD = "2026-01-01T02:00:00Z";

  @TempDir Path folder;

  private StreamDefinition definition = Streams.minutes();
  private RunLedgers ledgers;
  private RawTopicCounter topic;

  private SentReadings ledgers() {
    if (ledgers == null) {
      ledgers = new RunLedgers(folder, definition);
    }
    return ledgers.of("id", 2);
  }

  /** Reads a topic with these readings in a partition, from an offset on. */
  private void topic(int partition, long from, int... entities) {
    if (topic == null) {
      topic =
          new RawTopicCounter(
              definition,
              WatermarkBound.GLOBAL,
              TimeLimits.DEFAULT,
              () -> at(THIRD),
              ledgers().offsets(),
              new OtherLayouts(List.of()));
    }
    long offset = from;
    for (int entity : entities) {
      record(partition, offset++, Streams.reading(at(FIRST), entity, "1.50"));
    }
  }

  private void record(int partition, long offset, String value) {
    topic.accept(
        new ConsumerRecord<>("sensors-raw", partition, offset, null, Streams.bytes(value)));
  }

  private SentReadings sent() {
    return ledgers().completedBy(topic.count());
  }

  /** Whether the audit finds as many readings as were sent, in partitions and windows. */
  private void requireBalance() {
    RawCount raw = topic.count();
    assertThat(found(raw)).isEqualTo(sent().partitions());
    assertThat(raw.readings()).isEqualTo(sent().totals().sent());
    assertThat(raw.countable().windows()).isEqualTo(sent().count().windows());
    assertThat(raw.countable().sums()).isEqualTo(sent().count().sums());
    assertThat(raw.dead().readings()).isEqualTo(sent().totals().dead());
    assertThat(raw.filtered()).isEqualTo(sent().totals().filtered());
  }

  private static Map<Integer, Long> found(RawCount raw) {
    return raw.partitions().stream()
        .collect(Collectors.toMap(RawCount.Partition::partition, RawCount.Partition::readings));
  }

  private static RunLedger run(String startedAt, PartitionEntry... entries) {
    long readings = List.of(entries).stream().mapToLong(PartitionEntry::readings).sum();
    return new RunLedger(
        "sensors",
        "sensors-raw",
        "id",
        startedAt,
        startedAt,
        Map.of(),
        false,
        readings,
        0,
        RunLedger.Unknown.NONE,
        0,
        RunLedger.Faults.NONE,
        0,
        List.of(entries),
        readings == 0
            ? List.of()
            : List.of(
                new RunLedger.WindowEntry(
                    FIRST,
                    readings,
                    Map.of("temp", new BigDecimal("1.50").multiply(new BigDecimal(readings))))));
  }

  private static PartitionEntry entry(int partition, long first, long last, long readings) {
    return new PartitionEntry(partition, first, last, readings);
  }

  private LedgerJournal journal(String startedAt, PartitionEntry... entries) throws IOException {
    LedgerJournal journal = new LedgerJournal(folder, "sensors", startedAt);
    journal.add(run(startedAt, entries));
    return journal;
  }

  @Test
  void whatFollowsTheLastEntryOfAJournalIsTakenFromTheTopic() throws IOException {
    journal(FIRST, entry(0, 0, 2, 3), entry(1, 0, 0, 1));
    topic(0, 0, 1, 2, 3, 4, 5);
    topic(1, 0, 6, 7);

    requireBalance();
    assertThat(topic.count().afterJournals().journals().values()).containsExactly(3L);
  }

  @Test
  void aReadingThatIsInTheJournalAndNotInTheTopicIsMissing() throws IOException {
    journal(FIRST, entry(0, 0, 2, 3));
    topic(0, 0, 1);
    topic(0, 2, 3, 4, 5);

    assertThat(sent().partitions()).containsExactly(Map.entry(0, 5L));
    assertThat(found(topic.count())).containsExactly(Map.entry(0, 4L));
    assertThat(sent().count().in(at(FIRST))).isEqualTo(5);
    assertThat(topic.count().countable().in(at(FIRST))).isEqualTo(4);
  }

  @Test
  void theNextRunEndsWhatIsTakenFromTheTopic() throws IOException {
    journal(FIRST, entry(0, 0, 1, 2));
    run(SECOND, entry(0, 4, 6, 3)).writeInto(folder);
    topic(0, 0, 1, 2, 3, 4, 5, 6, 7);
    requireBalance();

    // one that no run has sent
    topic(0, 7, 8);
    assertThat(sent().partitions()).containsExactly(Map.entry(0, 7L));
    assertThat(found(topic.count())).containsExactly(Map.entry(0, 8L));
  }

  @Test
  void aReadingThatTheNextRunLostIsMissing() throws IOException {
    journal(FIRST, entry(0, 0, 1, 2));
    run(SECOND, entry(0, 3, 5, 3)).writeInto(folder);
    topic(0, 0, 1, 2, 3, 4);
    topic(0, 5, 6);

    assertThat(sent().partitions()).containsExactly(Map.entry(0, 6L));
    assertThat(found(topic.count())).containsExactly(Map.entry(0, 5L));
  }

  @Test
  void ofRunsAtTheSameTimeNothingBetweenTheirRecordsIsTakenFromTheTopic() throws IOException {
    journal(FIRST, entry(0, 0, 2, 2));
    run(SECOND, entry(0, 1, 5, 3)).writeInto(folder);
    topic(0, 0, 1, 2, 3, 4, 5, 6);

    // the sixth can be of either run, so it is one too many
    assertThat(sent().partitions()).containsExactly(Map.entry(0, 5L));
    assertThat(found(topic.count())).containsExactly(Map.entry(0, 6L));

    topic(0, 6, 7);
    assertThat(sent().partitions()).containsExactly(Map.entry(0, 6L));
  }

  @Test
  void aRunThatWasKilledBeforeItsFirstEntryBeginsAfterTheRunsBeforeIt() throws IOException {
    run(FIRST, entry(0, 0, 1, 2)).writeInto(folder);
    journal(SECOND);
    run(THIRD, entry(0, 4, 4, 1), entry(1, 1, 1, 1)).writeInto(folder);
    topic(0, 0, 1, 2, 3, 4, 5);
    topic(1, 0, 6, 7);

    requireBalance();
    assertThat(topic.count().afterJournals().journals().values()).containsExactly(3L);
  }

  @Test
  void theJournalOfARunThatGoesOnStaysAsItWasFirstReadUntilTheRunHasALedger() throws IOException {
    LedgerJournal journal = journal(FIRST, entry(0, 0, 1, 2));
    topic(0, 0, 1, 2, 3);
    requireBalance();

    journal.add(run(FIRST, entry(0, 2, 3, 2)));
    topic(0, 3, 4, 5);
    requireBalance();

    run(FIRST, entry(0, 0, 4, 5)).writeInto(folder);
    assertThat(ledgers().offsets().tails()).isEmpty();
    topic = null;
    topic(0, 0, 1, 2, 3, 4, 5);
    requireBalance();
  }

  @Test
  void allJournalsAreReadAnewWhenTheyAreForgotten() throws IOException {
    LedgerJournal journal = journal(FIRST, entry(0, 0, 1, 2));
    assertThat(ledgers().offsets().tails().get(0).first()).isEqualTo(2);
    journal.add(run(FIRST, entry(0, 2, 3, 2)));

    ledgers.forgetJournals();

    assertThat(ledgers().offsets().tails().get(0).first()).isEqualTo(4);
  }

  @Test
  void deadReadingsAreTakenForDeadAlsoWhenTheirLetterComesLater() throws IOException {
    journal(FIRST, entry(0, 0, 0, 1));
    topic(0, 0, 1, 2, 3);
    record(0, 3, "not JSON");
    byte[] second = Streams.bytes(Streams.reading(at(FIRST), 2, "1.50"));
    topic.accept(new DeadLetter("sensors-raw", 0, 1, 0, "impossible", second));

    requireBalance();
    assertThat(sent().totals().dead()).isEqualTo(2);
    assertThat(sent().count().readings()).isEqualTo(2);
  }

  @Test
  void readingsThatTwoRunsSentCountOnceWhereTheDefinitionDeduplicates() throws IOException {
    definition = Streams.deduplicated();
    journal(FIRST, entry(0, 0, 2, 3));
    run(SECOND, entry(0, 4, 7, 4)).writeInto(folder);
    // the client repeats 3 and 4, of which the journal has the first one only
    topic(0, 0, 1, 2, 3, 4, 3, 4, 5, 6);

    assertThat(topic.count().duplicates()).isEqualTo(2);
    assertThat(found(topic.count())).isEqualTo(sent().partitions());
    assertThat(topic.count().countable().windows()).isEqualTo(sent().count().windows());
    assertThat(topic.count().countable().sums()).isEqualTo(sent().count().sums());
    assertThat(sent().count().readings()).isEqualTo(6);
  }
}
