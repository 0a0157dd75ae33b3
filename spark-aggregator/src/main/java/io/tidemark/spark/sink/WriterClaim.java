package io.tidemark.spark.sink;

import io.tidemark.kafka.TopicClaim;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Changes the {@link TopicClaim} of a topic. The name of its group is also the {@code
 * transactional.id} of the producers, so that Kafka lets one change it at a time.
 *
 * @param client settings of a Kafka client, the address among them
 */
record WriterClaim(Map<String, String> client, String topic) {
  /** How long others wait for a claim whose writer is killed while it commits. */
  private static final String TRANSACTION_TIMEOUT_MS = "10000";

  WriterClaim {
    client = new HashMap<>(client);
  }

  /**
   * A producer that may change the claim until another one is made. Whatever an earlier one has
   * begun is committed or aborted afterwards.
   */
  Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = TransactionSettings.of(client, TopicClaim.group(topic));
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      return producer;
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Writes the claim.
   *
   * @param producer the last one that {@link #producer} has made for the topic in any process; any
   *     other is fenced
   */
  void write(Producer<byte[], byte[]> producer, TopicClaim claim) {
    producer.beginTransaction();
    producer.sendOffsetsToTransaction(
        Map.of(TopicClaim.place(topic), new OffsetAndMetadata(0, Optional.empty(), claim.json())),
        new ConsumerGroupMetadata(TopicClaim.group(topic)));
    producer.commitTransaction();
  }

  /** Without the settings, which can hold a password. */
  @Override
  public String toString() {
    return "the claim of the topic " + topic;
  }
}
