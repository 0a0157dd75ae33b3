package io.tidemark.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.testing.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RawTopicEndTest {
  private static final StreamDefinition DEFINITION = Definitions.read(Definitions.SAMPLE);
  private static final String TOPIC = DEFINITION.raw().topic();
  private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
  private static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);
  private static final TimeInterval SPAN =
      TimeInterval.parse("1970-01-01T00:00:01Z/1970-01-01T00:00:02Z");

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

  @Test
  void theEndIsWrittenAsTheSourceTakesItAndDruidIsAwaitedToTheLastRecord() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 12L));
    consumer.updateEndOffsets(Map.of(FIRST, 3L, SECOND, 12L));
    // the marker of a transaction has the offset 2
    consumer.schedulePollTask(() -> add(0, 1_000));
    consumer.schedulePollTask(() -> add(1, 1_000));
    consumer.schedulePollTask(() -> consumer.seek(FIRST, 3));

    RawTopicEnd end = RawTopicEnd.now(DEFINITION, 2, consumer);

    assertThat(end.json()).isEqualTo("{\"" + TOPIC + "\":{\"0\":3,\"1\":12}}");
    assertThat(end.read()).isEqualTo(Map.of(0, 2L));
  }

  @Test
  void whatHasArrivedSinceIsCountedUpToTheGivenOffsetsAndInTheSpanAlone() {
    RawTopicEnd end = new RawTopicEnd(DEFINITION, Map.of(0, 3L, 1, 12L), Map.of());
    consumer.schedulePollTask(
        () -> {
          add(3, 999);
          add(4, 1_000);
          add(5, 1_999);
          add(6, 2_000);
          consumer.addRecord(record(7, "dead"));
          consumer.addRecord(record(8, "{\"time\":1500,\"heartbeat\":true}"));
          add(9, 1_500);
        });

    assertThat(end.arrived(SPAN, Map.of(0, 9L), consumer)).isEqualTo(2);
  }

  private void add(long offset, long time) {
    consumer.addRecord(
        record(offset, "{\"time\":%d,\"entity\":1,\"temp\":1,\"state\":\"on\"}".formatted(time)));
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
    return new ConsumerRecord<>(TOPIC, 0, offset, null, value.getBytes(StandardCharsets.UTF_8));
  }
}
