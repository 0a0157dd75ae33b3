package io.tidemark.supervisor;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.kafka.NewTopics;
import io.tidemark.kafka.TopicReader;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;

/**
 * The topics of a stream. Each method sends its requests once; it throws {@link RetryableException}
 * when a later attempt may succeed, also when no broker answers.
 */
final class StreamTopics implements AutoCloseable {
  /** The configuration of a topic whose record timestamps are the broker's arrival time. */
  static final Map<String, String> ARRIVAL_TIME =
      Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.toString());

  /** A dead letter can be as large as the default limit of a record, plus its headers and key. */
  static final Map<String, String> DEAD_LETTER_CONFIG =
      Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 << 20));

  private final Properties kafka;
  private final KafkaBroker broker;
  private final String address;
  private Admin admin;

  StreamTopics(Properties kafka) {
    this.kafka = kafka;
    broker = new KafkaBroker(kafka);
    address = kafka.getProperty("bootstrap.servers");
  }

  private Admin admin() {
    if (admin == null) {
      admin = KafkaTopics.admin(kafka);
    }
    return admin;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }

  /** The number of a topic's partitions; 0 when there is no such topic. */
  int partitions(String topic) {
    return request(
        () -> {
          try {
            return answer(admin().describeTopics(List.of(topic)).topicNameValues().get(topic))
                .partitions()
                .size();
          } catch (UnknownTopicOrPartitionException e) {
            return 0;
          }
        });
  }

  /** The number of brokers that run. */
  int brokers() {
    return request(() -> answer(admin().describeCluster().nodes()).size());
  }

  /**
   * Creates a topic unless it exists, and returns its number of partitions.
   *
   * @throws RetryableException while not all brokers know it, or without an answer of Kafka
   */
  int create(NewTopic wanted) {
    request(
        () -> {
          try {
            return answer(
                () -> {
                  NewTopics.create(admin(), List.of(wanted));
                  return null;
                });
          } catch (TopicExistsException e) {
            return null;
          } catch (AuthorizationException e) {
            throw new UserError(
                "Kafka at "
                    + address
                    + ": the user lacks the right to create the topic "
                    + wanted.name()
                    + "; give the user that right, or name the file of another user with"
                    + " --kafka-properties",
                e);
          }
        });
    int created = partitions(wanted.name());
    if (created == 0) {
      throw new RetryableException("it was created and is not known to all yet");
    }
    return created;
  }

  /** Whether record timestamps are arrival times; empty without permission to read that. */
  Optional<Boolean> stampsArrival(String topic) {
    return request(
        () -> {
          ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
          try {
            String type =
                answer(admin().describeConfigs(List.of(resource)).values().get(resource))
                    .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                    .value();
            return Optional.of(ARRIVAL_TIME.containsValue(type));
          } catch (AuthorizationException e) {
            return Optional.empty();
          }
        });
  }

  /** The end offset of each partition, records of open transactions included. */
  Map<Integer, Long> ends(String topic) {
    return request(
        () -> {
          Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
          for (int partition = 0; partition < partitions(topic); partition++) {
            latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
          }
          Map<Integer, Long> ends = new TreeMap<>();
          answer(admin().listOffsets(latest).all())
              .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
          return ends;
        });
  }

  /** Whether a topic has a record whose value matches {@code counts}; reads up to the first. */
  boolean hasRecord(String topic, Predicate<byte[]> counts) {
    return request(
        () -> {
          Optional<KafkaBroker.Topic> now = broker.find(topic);
          if (now.isEmpty()) {
            throw new RetryableException("the topic " + topic + " is not on all brokers yet");
          }
          try (TopicReader reader = broker.reader(topic)) {
            return reader.readUntil(now.get(), record -> counts.test(record.value()));
          }
        });
  }

  @FunctionalInterface
  private interface Answer<T> {
    T get() throws ExecutionException, InterruptedException;
  }

  private static <T> T answer(KafkaFuture<T> future) {
    return answer(future::get);
  }

  private static <T> T answer(Answer<T> request) {
    try {
      return request.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private <T> T request(Supplier<T> request) {
    try {
      return request.get();
    } catch (InterruptException e) {
      throw new UserError("interrupted while waiting for Kafka at " + address, e);
    } catch (KafkaTopics.Unreachable e) {
      throw new RetryableException(e.getMessage(), e);
    } catch (RetriableException e) {
      throw new RetryableException("Kafka at " + address + ": " + e.getMessage(), e);
    } catch (AuthenticationException | AuthorizationException e) {
      throw KafkaTopics.failed(kafka, e);
    } catch (KafkaException e) {
      // the client's constructor wraps the cause of invalid settings
      String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      // the name of a container resolves only after its start
      if (reason != null && reason.startsWith("No resolvable bootstrap urls")) {
        throw new RetryableException("Kafka at " + address + ": " + reason, e);
      }
      throw new UserError("Kafka at " + address + ": " + reason, e);
    }
  }
}
