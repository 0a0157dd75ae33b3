package io.tidemark.spark.sink;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The claim of an aggregated topic: which query writes to it. The name {@code
 * tidemark-TOPIC-writer} is the {@code transactional.id} of the producers that change the claim, so
 * that Kafka lets one change it at a time, and the consumer group whose offset has the claim as its
 * metadata.
 *
 * @param client settings of a Kafka client, the address among them
 */
record WriterClaim(Map<String, String> client, String topic) {
  /**
   * Who may write to a topic.
   *
   * @param query the id that names its epochs
   * @param topicId the broker's id of the topic; a topic that is created again has no claim
   * @param checkpoint where its checkpoint is, for the user
   * @param replaced the queries from which it and the queries before it took the topic over, the
   *     last at the end
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Holder(String query, String topicId, String checkpoint, List<String> replaced) {
    /** The metadata of an offset has 4,096 characters at most. */
    private static final int MOST_REPLACED = 10;

    Holder {
      List<String> all = replaced == null ? List.of() : replaced;
      replaced = List.copyOf(all.subList(Math.max(0, all.size() - MOST_REPLACED), all.size()));
    }
  }

  /** How long others wait for a claim whose writer is killed while it commits. */
  private static final String TRANSACTION_TIMEOUT_MS = "10000";

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  WriterClaim {
    client = new HashMap<>(client);
  }

  /** The claims of topics, by topic. Waits while a transaction that changes one is pending. */
  static Map<String, Holder> read(Admin admin, List<String> topics) {
    Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
    topics.forEach(topic -> groups.put(name(topic), new ListConsumerGroupOffsetsSpec()));
    Map<String, Holder> holders = new HashMap<>();
    try {
      Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets =
          admin
              .listConsumerGroupOffsets(
                  groups, new ListConsumerGroupOffsetsOptions().requireStable(true))
              .all()
              .get();
      for (String topic : topics) {
        OffsetAndMetadata claim = offsets.get(name(topic)).get(place(topic));
        if (claim != null) {
          holders.put(topic, JSON.readValue(claim.metadata(), Holder.class));
        }
      }
      return holders;
    } catch (ExecutionException e) {
      throw new KafkaException("cannot read which query writes to " + topics, e.getCause());
    } catch (JsonProcessingException e) {
      throw new KafkaException("the group of a writer of " + topics + " is not Tidemark's", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * A producer that may change the claim until another one is made. Whatever an earlier one has
   * begun is committed or aborted afterwards.
   */
  Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name(topic));
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
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
  void write(Producer<byte[], byte[]> producer, Holder holder) {
    String claim;
    try {
      claim = JSON.writeValueAsString(holder);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    producer.beginTransaction();
    producer.sendOffsetsToTransaction(
        Map.of(place(topic), new OffsetAndMetadata(0, Optional.empty(), claim)),
        new ConsumerGroupMetadata(name(topic)));
    producer.commitTransaction();
  }

  /** The partition under which the group keeps the claim. It must exist. */
  private static TopicPartition place(String topic) {
    return new TopicPartition(topic, 0);
  }

  private static String name(String topic) {
    return "tidemark-" + topic + "-writer";
  }

  /** Without the settings, which can hold a password. */
  @Override
  public String toString() {
    return "the claim of the topic " + topic;
  }
}
