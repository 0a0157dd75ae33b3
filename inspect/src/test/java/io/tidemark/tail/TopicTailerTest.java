package io.tidemark.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicTailerTest {
  private static final TopicPartition FIRST = new TopicPartition("sensors-raw", 0);
  private static final TopicPartition SECOND = new TopicPartition("sensors-raw", 1);
  private static final long ALL = Long.MAX_VALUE;

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final List<String> seen = new ArrayList<>();
  private boolean goesOn = true;

  @BeforeEach
  void setUp() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 2L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 5L, SECOND, 1L));
  }

  @Test
  void readsFromTheBeginningToTheEndsThatThereWere() {
    TopicTailer tail = tail(ALL, record -> true, ALL);
    add(FIRST, 2, 3, 4, 5);
    add(SECOND, 0);
    tail.readToTheEnds(this::see, () -> goesOn);

    assertThat(seen).containsExactlyInAnyOrder("0@2", "0@3", "0@4", "1@0");
    assertThat(tail.summary()).isEqualTo("4 of 4 records shown");
  }

  @Test
  void theLastOnesBeginBeforeTheEndOfEachPartition() {
    TopicTailer tail = tail(2, record -> true, ALL);
    add(FIRST, 3, 4);
    add(SECOND, 0);
    tail.readToTheEnds(this::see, () -> goesOn);

    assertThat(seen).containsExactlyInAnyOrder("0@3", "0@4", "1@0");
  }

  @Test
  void fromTheEndThereIsNothingToReadToTheEnd() {
    TopicTailer tail = tail(0, record -> true, ALL);
    tail.readToTheEnds(this::see, () -> goesOn);
    assertThat(seen).isEmpty();
  }

  @Test
  void followsUntilItIsStopped() {
    TopicTailer tail = tail(0, record -> true, ALL);
    add(FIRST, 5);
    consumer.schedulePollTask(() -> add(FIRST, 6));
    consumer.schedulePollTask(() -> goesOn = false);
    tail.follow(this::see, () -> goesOn);

    assertThat(seen).containsExactly("0@5", "0@6");
  }

  @Test
  void theLimitCountsWhatIsShown() {
    TopicTailer tail = tail(0, record -> record.offset() % 2 == 0, 2);
    add(FIRST, 5, 6, 7, 8, 9, 10);
    tail.follow(this::see, () -> goesOn);

    assertThat(seen).containsExactly("0@6", "0@8");
    assertThat(tail.summary()).isEqualTo("2 of 4 records shown");
  }

  @Test
  void goesOnWithWhatIsLeftWhenRecordsAreDeleted() {
    TopicTailer tail = tail(ALL, record -> true, ALL);
    consumer.updateBeginningOffsets(Map.of(FIRST, 4L, SECOND, 0L));
    consumer.setPollException(new OffsetOutOfRangeException(Map.of(FIRST, 2L)));
    consumer.schedulePollTask(() -> {});
    consumer.schedulePollTask(
        () -> {
          add(FIRST, 4);
          add(SECOND, 0);
        });
    tail.readToTheEnds(this::see, () -> goesOn);

    assertThat(seen).containsExactlyInAnyOrder("0@4", "1@0");
  }

  private TopicTailer tail(
      long backlog, Predicate<ConsumerRecord<byte[], byte[]>> wanted, long limit) {
    return new TopicTailer(consumer, List.of(FIRST, SECOND), backlog, wanted, limit);
  }

  private void see(ConsumerRecord<byte[], byte[]> record) {
    seen.add(record.partition() + "@" + record.offset());
  }

  private void add(TopicPartition partition, long... offsets) {
    for (long offset : offsets) {
      consumer.addRecord(
          new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, null));
    }
  }
}
