package io.tidemark.supervisor;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The topics of a stream. Each method asks once; it throws {@link RetryableException} when asking
 * again later may help, also when no broker answers.
 */
public final class StreamTopics implements AutoCloseable {
  /** The setting of a topic whose records bear the time at which the broker got them. */
  static final Map<String, String> ARRIVAL_TIME =
      Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.toString());

  /** A dead letter is as large as any record may be by default, and tells where it comes from. */
  static final Map<String, String> ROOM_FOR_A_LETTER =
      Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 << 20));

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SILENCE = KafkaTopics.PATIENCE;

  private final Properties kafka;
  private final String address;
  private Admin admin;

  StreamTopics(Properties kafka) {
    this.kafka = kafka;
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
    return asking(
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

  /** Creates a topic, if nobody else does at the same time. */
  void create(NewTopic wanted) {
    asking(
        () -> {
          try {
            return answer(admin().createTopics(List.of(wanted)).all());
          } catch (TopicExistsException e) {
            return null;
          }
        });
  }

  /** Whether a topic's records bear the time at which they arrived; empty when it is not told. */
  Optional<Boolean> stampsArrival(String topic) {
    return asking(
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

  /** The offset after the last record of each partition, records of open transactions too. */
  Map<Integer, Long> ends(String topic) {
    return asking(
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

  /** Whether a topic holds a record whose value fulfils {@code counts}; reads until the first. */
  boolean hasRecord(String topic, Predicate<byte[]> counts) {
    return asking(
        () -> {
          try (KafkaConsumer<byte[], byte[]> consumer =
              new KafkaConsumer<>(
                  reading(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = KafkaTopics.partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return read(consumer, partitions, row -> counts.test(row.value()));
          }
        });
  }

  /** The settings of a consumer that reads what is committed and leaves no trace. */
  public static Properties reading(Properties kafka) {
    Properties settings = new Properties();
    settings.putAll(kafka);
    settings.setProperty("enable.auto.commit", "false");
    settings.setProperty("isolation.level", "read_committed");
    return settings;
  }

  /**
   * Reads from where the consumer is to the end as it is now, or to the first record that fulfils
   * {@code stop}.
   *
   * @return whether there was such a record
   * @throws RetryableException when the broker gives no records for long
   */
  public static boolean read(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Predicate<ConsumerRecord<byte[], byte[]>> stop) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long place = -1;
    long silentSince = System.nanoTime();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (stop.test(record)) {
          return true;
        }
      }
      // the markers of transactions move the position, too, and are no records
      long now = partitions.stream().mapToLong(consumer::position).sum();
      if (now != place) {
        place = now;
        silentSince = System.nanoTime();
      } else if (System.nanoTime() - silentSince > SILENCE.toNanos()) {
        throw new RetryableException("the broker gives no records of " + partitions.get(0).topic());
      }
    }
    return false;
  }

  private static <T> T answer(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private <T> T asking(Supplier<T> request) {
    try {
      return request.get();
    } catch (InterruptException e) {
      throw new UserError("interrupted while asking Kafka at " + address, e);
    } catch (KafkaTopics.Unreachable e) {
      throw new RetryableException(e.getMessage(), e);
    } catch (RetriableException e) {
      throw new RetryableException("Kafka at " + address + ": " + e.getMessage(), e);
    } catch (KafkaException e) {
      // the client's constructor wraps what is wrong with its settings
      String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      // the name of a container is known once that is up
      if (reason != null && reason.startsWith("No resolvable bootstrap urls")) {
        throw new RetryableException("Kafka at " + address + ": " + reason, e);
      }
      throw new UserError("Kafka at " + address + ": " + reason, e);
    }
  }
}
