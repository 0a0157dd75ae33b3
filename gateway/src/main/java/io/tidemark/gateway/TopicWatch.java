package io.tidemark.gateway;

import io.tidemark.kafka.KafkaTopics;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sees whether the raw topics are still those of the ledgers. The sender of the gateway writes to a
 * topic of the same name that was made again as if nothing had happened.
 */
final class TopicWatch implements AutoCloseable {
  /** Between two looks. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** How long a look may take: the gateway does not stop meanwhile. */
  private static final long LIMIT_MS = 500;

  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Admin admin;

  /** At the last look; null when all topics are there. */
  private String missing;

  /**
   * @param topics the states of the raw topics at the start
   * @param client the settings of a Kafka client
   */
  TopicWatch(Map<StreamDefinition, RawTopicState> topics, Properties client) {
    topics.forEach((stream, topic) -> ids.put(stream.raw().topic(), topic.topicId()));
    admin = KafkaTopics.admin(client);
  }

  /**
   * Looks for a topic that was deleted and made again. A topic that is {@link #missing}, or a Kafka
   * that does not answer, is no answer: the next look may have one.
   */
  Optional<String> replaced() throws InterruptedException {
    String notFound = null;
    Map<String, KafkaFuture<TopicDescription>> now =
        admin.describeTopics(ids.keySet()).topicNameValues();
    for (Map.Entry<String, String> known : ids.entrySet()) {
      String topic = known.getKey();
      try {
        TopicDescription found = now.get(topic).get(LIMIT_MS, TimeUnit.MILLISECONDS);
        if (!found.topicId().toString().equals(known.getValue())) {
          return Optional.of(topic);
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          notFound = topic;
        }
      } catch (TimeoutException e) {
        return Optional.empty();
      }
    }
    missing = notFound;
    return Optional.empty();
  }

  /** A topic that was missing at the last look that had an answer. */
  Optional<String> missing() {
    return Optional.ofNullable(missing);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
