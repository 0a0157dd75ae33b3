package io.tidemark.spark.sink;

import io.tidemark.kafka.TopicClaim;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
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
 * The epochs of a query that are committed to its topic. Each partition of the query has a name,
 * {@code tidemark-QUERY-PARTITION}. It is the {@code transactional.id} of the producer, and the
 * consumer group whose single offset is the last committed epoch, with a digest of its plan as
 * metadata.
 *
 * @param client settings of a Kafka client, the address among them
 * @param topic under which the groups keep the epochs
 * @param query the id of the query, which a checkpoint keeps
 * @param claimed the topics that the query must have claimed; none for a batch
 */
record CommittedEpochs(Map<String, String> client, String topic, String query, List<String> claimed)
    implements Serializable {
  /**
   * Long enough for a large epoch. If a producer crashes, {@code read_committed} consumers wait
   * this long.
   */
  private static final String TRANSACTION_TIMEOUT_MS = "300000";

  /**
   * An epoch.
   *
   * @param plan the {@link PlanDigest} of its plan; empty for a batch and after an earlier release
   */
  record Epoch(long number, String plan) implements Serializable {
    /** Whether it is another epoch of the same number. */
    boolean differsFrom(Epoch other) {
      return number == other.number
          && !plan.isEmpty()
          && !other.plan.isEmpty()
          && !plan.equals(other.plan);
    }
  }

  CommittedEpochs {
    client = new HashMap<>(client);
    claimed = List.copyOf(claimed);
  }

  /**
   * A producer for a partition of the query. {@code initTransactions} fences earlier producers of
   * the partition and aborts their open transactions.
   */
  Producer<byte[], byte[]> producer(int partition) {
    Map<String, Object> settings = TransactionSettings.of(client, name(partition));
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "10");
    settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * The last committed epoch of a partition of the query; waits while a transaction is pending.
   * Call it after {@code initTransactions}: a query that takes the topics over writes its claim
   * first and fences the producers then, so a producer is fenced or finds the claim here.
   *
   * @throws IllegalStateException when another query has taken a topic over
   */
  Optional<Epoch> committed(int partition) {
    String group = name(partition);
    try (Admin admin = Admin.create(new HashMap<String, Object>(client))) {
      if (!claimed.isEmpty()) {
        TopicClaim.read(admin, claimed).forEach(this::requireOwn);
      }
      OffsetAndMetadata epoch =
          admin
              .listConsumerGroupOffsets(
                  group, new ListConsumerGroupOffsetsOptions().requireStable(true))
              .partitionsToOffsetAndMetadata(group)
              .get()
              .get(place());
      return Optional.ofNullable(epoch).map(one -> new Epoch(one.offset(), one.metadata()));
    } catch (ExecutionException e) {
      throw new KafkaException("cannot read the last epoch of " + group, e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * The last epoch that any partition of the query has committed. Attempts that may still run are
   * fenced first.
   *
   * @param partitions of the query
   */
  OptionalLong last(int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(
            partition -> {
              fence(partition);
              return committed(partition);
            })
        .flatMap(Optional::stream)
        .mapToLong(Epoch::number)
        .max();
  }

  private void fence(int partition) {
    try (Producer<byte[], byte[]> fencing = producer(partition)) {
      fencing.initTransactions();
    }
  }

  /**
   * The same without disturbing a job that runs: what was committed when the broker was asked.
   *
   * @param partitions of the query
   */
  OptionalLong lastSeen(int partitions) {
    Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      groups.put(
          name(partition), new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(place())));
    }
    try (Admin admin = Admin.create(new HashMap<String, Object>(client))) {
      return admin.listConsumerGroupOffsets(groups).all().get().values().stream()
          .map(offsets -> offsets.get(place()))
          .filter(Objects::nonNull)
          .mapToLong(OffsetAndMetadata::offset)
          .max();
    } catch (ExecutionException e) {
      throw new KafkaException("cannot read the last epochs of " + topic, e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void requireOwn(String claimedTopic, TopicClaim holder) {
    if (!holder.query().equals(query)) {
      throw new IllegalStateException(
          "the topic "
              + claimedTopic
              + " was taken over by the query of another checkpoint, "
              + holder.checkpoint()
              + "; this one writes nothing more");
    }
  }

  /** Adds the epoch to the producer's transaction. */
  void add(Producer<byte[], byte[]> producer, int partition, Epoch epoch) {
    producer.sendOffsetsToTransaction(
        Map.of(place(), new OffsetAndMetadata(epoch.number(), epoch.plan())),
        new ConsumerGroupMetadata(name(partition)));
  }

  /**
   * The partition under which every group keeps its epoch. It must exist; the groups are separate,
   * so one partition is enough.
   */
  private TopicPartition place() {
    return new TopicPartition(topic, 0);
  }

  private String name(int partition) {
    return prefix(query) + partition;
  }

  private static String prefix(String query) {
    return "tidemark-" + query + "-";
  }

  /** Whether a transactional id is that of a partition of a query. */
  static boolean isNameOf(String query, String transactionalId) {
    return transactionalId.startsWith(prefix(query));
  }

  /** Without the settings, which can hold a password: Spark logs a write that fails. */
  @Override
  public String toString() {
    return "epochs of the query " + query + " for the topic " + topic;
  }
}
