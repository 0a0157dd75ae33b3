package io.tidemark.doctor.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordProbeTest {
  private static final TopicPartition PARTITION = new TopicPartition("raw", 0);

  /** Keeps its records when it is assigned again, and gives them from the position on. */
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  @Test
  void theNewestRecordsAreThoseBeforeTheEnd() {
    fill("a", "b", "c", "d");

    assertThat(probe().newest("raw", Map.of(0, new RecordProbe.Range(0, 4)), 2))
        .extracting(ConsumerRecord::offset)
        .containsExactly(2L, 3L);
  }

  @Test
  void recordsAfterTheSpanAreNotLookedAt() {
    fill("a", "b", "c");

    assertThat(probe().newest("raw", Map.of(0, new RecordProbe.Range(0, 2)), 9))
        .extracting(ConsumerRecord::offset)
        .containsExactly(0L, 1L);
  }

  @Test
  void readingEndsWhenTheTimeIsOver() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));

    assertThat(probe().newest("raw", Map.of(0, new RecordProbe.Range(0, 4)), 4)).isEmpty();
  }

  private RecordProbe probe() {
    return new RecordProbe(consumer, Duration.ofMillis(50));
  }

  private void fill(String... values) {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(
        () -> {
          for (int offset = 0; offset < values.length; offset++) {
            consumer.addRecord(
                new ConsumerRecord<>(
                    "raw", 0, offset, null, values[offset].getBytes(StandardCharsets.UTF_8)));
          }
        });
  }
}
