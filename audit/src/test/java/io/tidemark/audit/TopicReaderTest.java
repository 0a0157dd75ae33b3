package io.tidemark.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
  private static final String TOPIC = "sensors-raw";
  private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
  private static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final TopicReader reader = new TopicReader(consumer, TOPIC);
  private final List<String> seen = new ArrayList<>();

  @Test
  void readsEachRecordOnceOverSeveralLooks() {
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
  void refusesATopicThatWasMadeAgain() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 0L));
    read("id", 1);

    assertThatThrownBy(() -> read("other", 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("was made again");
  }

  private void read(String topicId, int partitions) {
    reader.readOn(
        new Broker.Topic(topicId, partitions),
        record -> seen.add(record.partition() + "@" + record.offset()));
  }

  private void add(TopicPartition at, long offset) {
    consumer.addRecord(new ConsumerRecord<>(TOPIC, at.partition(), offset, null, new byte[0]));
  }
}
