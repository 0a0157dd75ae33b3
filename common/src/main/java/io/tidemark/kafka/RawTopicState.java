package io.tidemark.kafka;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The state of the raw topic before a run.
 *
 * @param topicId the broker's topic id
 * @param closedUntil the end of the last window that is closed, by the heartbeats of an earlier run
 *     or otherwise, epoch milliseconds: readings before it are late
 */
public record RawTopicState(String topicId, int partitions, OptionalLong closedUntil) {

  /**
   * Reads the state from the broker.
   *
   * @throws io.tidemark.cli.UserError when it does not answer in time or has no such topic
   */
  public static RawTopicState of(StreamDefinition definition, Properties client) {
    TopicDescription topic = KafkaTopics.describe(client, definition.raw().topic());
    int partitions = topic.partitions().size();
    return new RawTopicState(
        topic.topicId().toString(), partitions, closedUntil(definition, client, partitions));
  }

  /**
   * The same when other windows are closed too.
   *
   * @param until the end of the last of them, epoch milliseconds
   */
  public RawTopicState closedAtLeast(long until) {
    return new RawTopicState(
        topicId, partitions, OptionalLong.of(Math.max(until, closedUntil.orElse(until))));
  }

  /** Reads the last record of each partition: a run ends with heartbeats. */
  private static OptionalLong closedUntil(
      StreamDefinition definition, Properties client, int partitions) {
    String topic = definition.raw().topic();
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
    RawDecoder decoder = new RawDecoder(definition.raw());
    Reading reading = definition.raw().newReading();
    int time = definition.raw().indexOf(definition.raw().time());
    OptionalLong closed = OptionalLong.empty();
    Properties settings = new Properties();
    settings.putAll(client);
    // no record follows the last one: a wait for more would cost half a second per partition
    settings.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "0");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(all, KafkaTopics.TIMEOUT);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all, KafkaTopics.TIMEOUT);
      for (TopicPartition partition : all) {
        long end = ends.get(partition);
        if (end <= begins.get(partition)) {
          continue;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, end - 1);
        for (ConsumerRecord<byte[], byte[]> last : consumer.poll(KafkaTopics.TIMEOUT)) {
          if (decoder.decode(last.value(), last.timestamp(), reading) == null
              && reading.heartbeat()) {
            long until = reading.number(time) - definition.aggregated().watermark().toMillis();
            closed = OptionalLong.of(Math.max(until, closed.orElse(until)));
          }
        }
      }
    }
    return closed;
  }
}
