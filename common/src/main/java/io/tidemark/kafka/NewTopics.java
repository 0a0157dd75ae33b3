package io.tidemark.kafka;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates topics and waits until the leader of each partition answers. Kafka says that a topic is
 * created before that. A producer that then sends several batches at once loses the first one if
 * the leader refuses it and takes the second: all retries are out of order until the delivery
 * timeout, though the producer is idempotent (<a
 * href="https://issues.apache.org/jira/browse/KAFKA-15591">KAFKA-15591</a>).
 */
public final class NewTopics {
  /** A broker that has not heard of a topic yet does so within milliseconds. */
  private static final RetryPolicy<Object> UNTIL_KNOWN =
      RetryPolicy.builder()
          .handleIf(error -> error.getCause() instanceof UnknownTopicOrPartitionException)
          .withDelay(Duration.ofMillis(50))
          .withMaxAttempts(-1)
          .withMaxDuration(Duration.ofSeconds(30))
          .build();

  private NewTopics() {}

  /**
   * Creates topics that can be written to at once.
   *
   * @throws ExecutionException with Kafka's error, such as {@code TopicExistsException}
   */
  public static void create(Admin admin, List<NewTopic> topics)
      throws ExecutionException, InterruptedException {
    CreateTopicsResult created = admin.createTopics(topics);
    created.all().get();
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (NewTopic topic : topics) {
      int partitions = created.numPartitions(topic.name()).get();
      for (int partition = 0; partition < partitions; partition++) {
        all.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    try {
      Failsafe.with(UNTIL_KNOWN)
          .run(
              () -> {
                admin.describeTopics(created.values().keySet()).allTopicNames().get();
                // the client asks again as long as a leader refuses
                admin.listOffsets(all).all().get();
              });
    } catch (FailsafeException e) {
      if (e.getCause() instanceof ExecutionException failed) {
        throw failed;
      }
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw e;
    }
  }
}
