package io.tidemark.kafka;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The claim of an aggregated topic: which query writes to it. Kafka keeps it as the metadata of an
 * offset of the consumer group {@code tidemark-TOPIC-writer}.
 *
 * @param query the id that names its epochs
 * @param topicId the broker's id of the topic; a topic that is created again has no claim
 * @param checkpoint where its checkpoint is, for the user
 * @param process the process of its job, as {@code PID since MILLISECONDS on HOST}
 * @param replaced the queries from which it and the queries before it took the topic over, the last
 *     at the end
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TopicClaim(
    String query, String topicId, String checkpoint, String process, List<String> replaced) {
  /** The metadata of an offset has 4,096 characters at most. */
  private static final int MOST_REPLACED = 10;

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  public TopicClaim {
    List<String> all = replaced == null ? List.of() : replaced;
    replaced = List.copyOf(all.subList(Math.max(0, all.size() - MOST_REPLACED), all.size()));
  }

  /**
   * The claims of topics, by topic. Waits while a transaction that changes one is pending.
   *
   * @throws KafkaException when they cannot be read
   */
  public static Map<String, TopicClaim> read(Admin admin, List<String> topics) {
    Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
    topics.forEach(topic -> groups.put(group(topic), new ListConsumerGroupOffsetsSpec()));
    Map<String, TopicClaim> claims = new HashMap<>();
    try {
      Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets =
          admin
              .listConsumerGroupOffsets(
                  groups, new ListConsumerGroupOffsetsOptions().requireStable(true))
              .all()
              .get();
      for (String topic : topics) {
        OffsetAndMetadata claim = offsets.get(group(topic)).get(place(topic));
        if (claim != null) {
          claims.put(topic, JSON.readValue(claim.metadata(), TopicClaim.class));
        }
      }
      return claims;
    } catch (ExecutionException e) {
      throw new KafkaException("cannot read which query writes to " + topics, e.getCause());
    } catch (JsonProcessingException e) {
      throw new KafkaException("the group of a writer of " + topics + " is not Tidemark's", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** The group, which is also the transactional id of the producers that change the claim. */
  public static String group(String topic) {
    return "tidemark-" + topic + "-writer";
  }

  /** The partition under which the group keeps the claim. It must exist. */
  public static TopicPartition place(String topic) {
    return new TopicPartition(topic, 0);
  }

  /** The metadata of the offset. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
