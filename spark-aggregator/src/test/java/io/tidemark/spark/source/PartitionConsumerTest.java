package io.tidemark.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionConsumerTest {
  private static final TopicPartition PARTITION = new TopicPartition("raw", 3);

  private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>(OffsetResetStrategy.NONE);
  private final PartitionConsumer consumer =
      new PartitionConsumer(kafka, PARTITION, Duration.ofMillis(1));

  @BeforeEach
  void aPartitionFromTwoToTen() {
    kafka.updateBeginningOffsets(Map.of(PARTITION, 2L));
    kafka.updateEndOffsets(Map.of(PARTITION, 10L));
  }

  @Test
  void aRangeEndsBeforeItsLastOffsetAndTheNextGoesOnWithWhatIsThere() {
    fetches(2, 3, 4, 5, 6);
    assertThat(offsets(2, 5)).containsExactly(2L, 3L, 4L);
    // without another poll, which would bring nothing and fail
    assertThat(offsets(5, 7)).containsExactly(5L, 6L);
  }

  @Test
  void aRangeMayTakeMorePollsThanOne() {
    fetches(2, 3);
    fetches(4, 5);
    assertThat(offsets(2, 6)).containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void offsetsWithoutARecordArePassedOver() {
    fetches(2, 5, 8);
    assertThat(offsets(2, 4)).containsExactly(2L);
    assertThat(offsets(4, 8)).containsExactly(5L);
    assertThat(offsets(8, 9)).containsExactly(8L);
  }

  @Test
  void aRangeThatEndsWithoutARecordEnds() {
    fetches(2, 3);
    kafka.schedulePollTask(() -> kafka.seek(PARTITION, 6));
    assertThat(offsets(2, 6)).containsExactly(2L, 3L);
  }

  @Test
  void anEmptyRangeAsksForNothing() {
    assertThat(offsets(4, 4)).isEmpty();
  }

  @Test
  void aBatchThatIsDoneAgainBeginsWhereItBegan() {
    fetches(2, 3, 4);
    assertThat(offsets(2, 5)).hasSize(3);
    fetches(2, 3, 4);
    assertThat(offsets(2, 5)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void aBatchMayLeaveItsEndsToTheTask() {
    fetches(2, 9, 10);
    assertThat(offsets(-2, -1)).containsExactly(2L, 9L);
  }

  @Test
  void recordsThatWereDeletedBeforeTheyWereReadAreTold() {
    kafka.schedulePollTask(
        () -> {
          throw new OffsetOutOfRangeException(Map.of(PARTITION, 0L));
        });
    assertThatThrownBy(() -> offsets(0, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("offset 0 of raw-3 is gone: the partition has 2 to 10");
  }

  @Test
  void aPartitionThatDoesNotReachTheEndOfTheRangeIsTold() {
    assertThatThrownBy(() -> offsets(2, 5))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("raw-3", "offset 2", "1ms");
  }

  private void fetches(long... offsets) {
    kafka.schedulePollTask(
        () -> {
          for (long offset : offsets) {
            kafka.addRecord(new ConsumerRecord<>("raw", 3, offset, new byte[0], new byte[0]));
          }
        });
  }

  private List<Long> offsets(long from, long until) {
    List<Long> offsets = new ArrayList<>();
    consumer.begin(from, until);
    for (RecordSlice next = consumer.next(); !next.isEmpty(); next = consumer.next()) {
      for (int i = 0; i < next.size(); i++) {
        offsets.add(next.get(i).offset());
      }
    }
    return offsets;
  }
}
