package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicReaderTest {
  private static final String TOPIC = "sensors-raw";
  private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
  private static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final TopicReader reader = new TopicReader(consumer, TOPIC);
  private final List<String> seen = new ArrayList<>();
  private final List<Set<TopicPartition>> paused = new ArrayList<>();

  @Test
  void readsEachRecordOnceOverSeveralReads() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 2L, SECOND, 1L));
    consumer.schedulePollTask(() -> add(FIRST, 0));
    consumer.schedulePollTask(() -> add(FIRST, 1));
    consumer.schedulePollTask(() -> add(SECOND, 0));
    read("id", 2);
    consumer.updateEndOffsets(Map.of(FIRST, 3L, SECOND, 1L));
    consumer.schedulePollTask(() -> add(FIRST, 2));
    read("id", 2);
    read("id", 2);

    assertThat(seen).containsExactly("0@0", "0@1", "1@0", "0@2");
    assertThat(reader.notes()).isEmpty();
  }

  @Test
  void readsAPartitionThatIsAddedLater() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 1L, SECOND, 1L));
    consumer.schedulePollTask(() -> add(FIRST, 0));
    read("id", 1);
    consumer.schedulePollTask(() -> add(SECOND, 0));
    read("id", 2);

    assertThat(seen).containsExactly("0@0", "1@0");
  }

  @Test
  void notesThatTheBeginningIsDeleted() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 1_200L));
    consumer.updateEndOffsets(Map.of(FIRST, 1_200L));
    read("id", 1);

    assertThat(reader.notes()).hasSize(1).first().asString().startsWith("1,200 records");
  }

  @Test
  void failsWhenTheTopicWasCreatedAgain() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 0L));
    read("id", 1);

    assertThatThrownBy(() -> read("other", 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("was made again");
  }

  @Test
  void stopsAtTheFirstMatchingRecord() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 2L, SECOND, 1L));
    consumer.schedulePollTask(() -> add(FIRST, 0));
    consumer.schedulePollTask(() -> add(FIRST, 1));
    KafkaBroker.Topic now = new KafkaBroker.Topic("id", 2);

    assertThat(reader.readUntil(now, record -> record.offset() == 1)).isTrue();
    consumer.schedulePollTask(() -> add(SECOND, 0));
    assertThat(reader.readUntil(now, record -> record.offset() == 1)).isFalse();
  }

  @Test
  void failsWhenUnreadRecordsAreDeleted() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 5L));
    consumer.setPollException(new OffsetOutOfRangeException(Map.of(FIRST, 0L)));

    assertThatThrownBy(() -> read("id", 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("sensors-raw were deleted before they were read")
        .hasMessageNotContaining("audit");
  }

  @Test
  void readsTwoPartitionsInTheOrderOfTheirTimestamps() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 3L, SECOND, 2L));
    consumer.schedulePollTask(() -> add(FIRST, 0, 10));
    consumer.schedulePollTask(() -> add(FIRST, 1, 30));
    consumer.schedulePollTask(() -> add(SECOND, 0, 20));
    consumer.schedulePollTask(() -> add(SECOND, 1, 5));
    consumer.schedulePollTask(() -> add(FIRST, 2, 30));
    readInOrder();

    // records of a partition keep their offset order: 5 counts as 20
    assertThat(seen).containsExactly("0@0", "1@0", "1@1", "0@1", "0@2");
    consumer.updateEndOffsets(Map.of(FIRST, 4L, SECOND, 3L));
    consumer.schedulePollTask(() -> add(FIRST, 3, 50));
    consumer.schedulePollTask(() -> add(SECOND, 2, 40));
    readInOrder();

    assertThat(seen).endsWith("1@2", "0@3");
  }

  @Test
  void pausesAPartitionThatIsFarAheadAndStillReadsAll() {
    int many = 25_000;
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, (long) many, SECOND, 1L));
    for (int part = 0; part < 2; part++) {
      int from = part * many / 2;
      consumer.schedulePollTask(
          () -> {
            paused.add(consumer.paused());
            for (int i = from; i < from + many / 2; i++) {
              add(FIRST, i, 100);
            }
          });
    }
    consumer.schedulePollTask(
        () -> {
          paused.add(consumer.paused());
          add(SECOND, 0, 50);
        });
    readInOrder();

    assertThat(paused).containsExactly(Set.of(), Set.of(FIRST), Set.of(FIRST));
    assertThat(seen).hasSize(many + 1).startsWith("1@0", "0@0");
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void goesOnWhereAnotherReaderHasStopped() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 2L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 5L, SECOND, 1L));
    // a marker of a transaction follows the last record
    TopicReader.Progress before =
        new TopicReader.Progress(Map.of(0, 1L), Map.of(0, 4L), Map.of(0, 3L));
    assertThat(reader.continueFrom(new KafkaBroker.Topic("id", 2), before)).isTrue();
    consumer.schedulePollTask(() -> add(FIRST, 4));
    consumer.schedulePollTask(() -> add(SECOND, 0));
    assertThat(reader.ends()).isEqualTo(Map.of(0, 3L));
    read("id", 2);

    assertThat(seen).containsExactly("0@4", "1@0");
    assertThat(reader.progress())
        .isEqualTo(
            new TopicReader.Progress(
                Map.of(0, 1L, 1, 0L), Map.of(0, 5L, 1, 1L), Map.of(0, 5L, 1, 1L)));
    // what was deleted before the other reader began
    assertThat(reader.notes()).hasSize(1).first().asString().startsWith("1 records");
  }

  @ParameterizedTest
  @CsvSource({
    "1,5,1,true",
    "4,5,1,true",
    "4,4,1,true",
    "5,5,1,false",
    "0,3,1,false",
    "0,5,0,false"
  })
  void goesOnOnlyWhereEveryRecordSinceIsThere(
      long first, long end, int partitions, boolean isThere) {
    consumer.updateBeginningOffsets(Map.of(FIRST, first));
    consumer.updateEndOffsets(Map.of(FIRST, end));
    TopicReader.Progress before =
        new TopicReader.Progress(Map.of(0, 0L), Map.of(0, 4L), Map.of(0, 4L));

    assertThat(reader.continueFrom(new KafkaBroker.Topic("id", partitions), before))
        .isEqualTo(isThere);
    assertThat(reader.ends()).isEqualTo(isThere ? Map.of(0, 4L) : Map.of());
  }

  private void readInOrder() {
    reader.readOnInOrder(
        new KafkaBroker.Topic("id", 2),
        record -> seen.add(record.partition() + "@" + record.offset()));
  }

  private void add(TopicPartition at, long offset, long timestamp) {
    consumer.addRecord(
        new ConsumerRecord<>(
            TOPIC,
            at.partition(),
            offset,
            timestamp,
            TimestampType.LOG_APPEND_TIME,
            -1,
            -1,
            null,
            new byte[0],
            new RecordHeaders(),
            Optional.empty()));
  }

  private void read(String topicId, int partitions) {
    reader.readOn(
        new KafkaBroker.Topic(topicId, partitions),
        record -> seen.add(record.partition() + "@" + record.offset()));
  }

  private void add(TopicPartition at, long offset) {
    consumer.addRecord(new ConsumerRecord<>(TOPIC, at.partition(), offset, null, new byte[0]));
  }
}
