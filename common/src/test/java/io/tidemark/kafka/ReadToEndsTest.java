package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadToEndsTest {
  private static final TopicPartition FIRST = new TopicPartition("sensors-raw", 0);
  private static final TopicPartition SECOND = new TopicPartition("sensors-raw", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private long now;

  @BeforeEach
  void setUp() {
    consumer.assign(List.of(FIRST, SECOND));
    consumer.seek(FIRST, 0);
    consumer.seek(SECOND, 0);
  }

  @Test
  void isDoneAtTheEndsThatWereGiven() {
    ReadToEnds reading = to(1, 1);
    consumer.schedulePollTask(() -> add(FIRST, 0));
    consumer.schedulePollTask(() -> add(SECOND, 0));

    assertThat(reading.poll().count()).isEqualTo(1);
    assertThat(reading.isDone()).isFalse();
    assertThat(reading.isDone(FIRST)).isTrue();
    assertThat(reading.poll().count()).isEqualTo(1);
    assertThat(reading.isDone()).isTrue();
  }

  @Test
  void anEmptyTopicIsDoneWithoutAPoll() {
    assertThat(to(0, 0).isDone()).isTrue();
  }

  @Test
  void recordsPastAnEndAreNotCovered() {
    ReadToEnds reading = to(1, 0);
    assertThat(reading.covers(record(FIRST, 0))).isTrue();
    assertThat(reading.covers(record(FIRST, 1))).isFalse();
    assertThat(reading.covers(record(SECOND, 0))).isFalse();
  }

  @Test
  void aTopicWithoutProgressForHalfAMinuteFails() {
    ReadToEnds reading = to(1_200, 50);
    pollWithin(10, reading);
    pollWithin(10, reading);
    pollWithin(10, reading);

    assertThatThrownBy(() -> pollWithin(10, reading))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the topic sensors-raw gives no records for 30 s, 1,250 before its end; look at the"
                + " broker");
  }

  @Test
  void aLargeTopicHasNoLimitWhileItProgresses() {
    ReadToEnds reading = to(100, 0);
    for (int i = 0; i < 100; i++) {
      int offset = i;
      consumer.schedulePollTask(() -> add(FIRST, offset));
      pollWithin(29, reading);
    }
    assertThat(reading.isDone()).isTrue();
  }

  @Test
  void theMarkersOfTransactionsAreProgress() {
    ReadToEnds reading = to(4, 0);
    pollWithin(20, reading);
    // read_committed skips a marker: the position advances without a record
    consumer.schedulePollTask(() -> consumer.seek(FIRST, 1));
    pollWithin(20, reading);
    consumer.schedulePollTask(() -> consumer.seek(FIRST, 2));
    pollWithin(20, reading);
    pollWithin(20, reading);
    consumer.schedulePollTask(() -> consumer.seek(FIRST, 4));
    pollWithin(20, reading);

    assertThat(reading.isDone()).isTrue();
  }

  @Test
  void recordsBehindTheEndOfAnotherPartitionAreNoProgress() {
    ReadToEnds reading = to(1, 1);
    consumer.schedulePollTask(() -> add(FIRST, 0));
    pollWithin(1, reading);
    consumer.schedulePollTask(() -> add(FIRST, 1));
    pollWithin(20, reading);
    consumer.schedulePollTask(() -> add(FIRST, 2));

    assertThatThrownBy(() -> pollWithin(20, reading)).hasMessageContaining("1 before its end");
  }

  @Test
  void timeOfTheCallerIsNoSilence() {
    ReadToEnds reading = to(1, 0);
    pollWithin(1, reading);
    now += Duration.ofMinutes(5).toNanos();
    pollWithin(1, reading);
    assertThat(reading.isDone()).isFalse();
  }

  private ReadToEnds to(long first, long second) {
    Map<TopicPartition, Long> ends = Map.of(FIRST, first, SECOND, second);
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(ends);
    return new ReadToEnds(consumer, ends, this::time);
  }

  /** The number of clock reads per poll: one before and one after. */
  private long time() {
    long read = now;
    now += pollNanos;
    pollNanos = 0;
    return read;
  }

  private long pollNanos;

  private void pollWithin(long seconds, ReadToEnds reading) {
    pollNanos = Duration.ofSeconds(seconds).toNanos();
    reading.poll();
  }

  private void add(TopicPartition at, long offset) {
    consumer.addRecord(record(at, offset));
  }

  private static ConsumerRecord<byte[], byte[]> record(TopicPartition at, long offset) {
    return new ConsumerRecord<>(at.topic(), at.partition(), offset, null, new byte[0]);
  }
}
