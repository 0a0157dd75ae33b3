package io.tidemark.doctor;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.doctor.TopicState.Partition;
import io.tidemark.doctor.record.RecordProbe;
import io.tidemark.doctor.record.RecordProbe.Range;
import io.tidemark.kafka.KafkaTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads state from Kafka's brokers. Each request times out after a few seconds and changes nothing.
 */
final class BrokerProbe implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final Properties client;
  private final Duration timeout;
  private final Admin admin;

  /**
   * @param kafka Kafka client settings, with the address
   * @param timeout of a request
   * @throws KafkaTopics.Unreachable when nothing accepts connections at the address
   * @throws UserError when no client can be created from the settings
   */
  BrokerProbe(Properties kafka, Duration timeout) {
    this.timeout = timeout;
    client = new Properties();
    client.putAll(kafka);
    client.setProperty("default.api.timeout.ms", String.valueOf(timeout.toMillis()));
    client.setProperty("request.timeout.ms", String.valueOf(timeout.toMillis() * 3 / 4));
    admin = KafkaTopics.admin(client);
  }

  /**
   * The brokers with their advertised addresses.
   *
   * @throws UserError when the process that accepts the connection does not respond as a broker
   */
  Collection<Node> nodes() {
    try {
      return answer(admin.describeCluster().nodes());
    } catch (KafkaTopics.Unreachable e) {
      Collection<Node> advertised = nodesFromConsumerMetadata();
      if (advertised.isEmpty()) {
        throw new UserError(
            client.getProperty("bootstrap.servers")
                + " accepts connections, and no broker answers; see that it is Kafka's port, that the"
                + " broker's advertised.listeners works from here, and that --kafka-properties has"
                + " its security settings",
            e);
      }
      return advertised;
    }
  }

  /**
   * The advertised addresses from a consumer's metadata. The admin client connects to the
   * advertised addresses at once and times out when they cannot be reached. The first request of a
   * consumer still goes to the bootstrap address.
   */
  private Collection<Node> nodesFromConsumerMetadata() {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.setProperty("allow.auto.create.topics", "false");
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return hosts(consumer);
    } catch (KafkaException e) {
      return List.of();
    }
  }

  /** The brokers that hold at least one topic partition. */
  static Collection<Node> hosts(Consumer<?, ?> consumer) {
    return consumer.listTopics().values().stream()
        .flatMap(List::stream)
        .flatMap(partition -> Stream.of(partition.replicas()))
        // a broker that is down has an id but no address
        .filter(node -> !node.host().isEmpty())
        .collect(Collectors.toSet());
  }

  /** The state of a topic; empty when it does not exist. */
  Optional<TopicState> topic(String name) {
    try {
      TopicDescription found = get(admin.describeTopics(List.of(name)).topicNameValues().get(name));
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
      Map<String, String> settings =
          get(admin.describeConfigs(List.of(resource)).values().get(resource)).entries().stream()
              .filter(entry -> entry.value() != null)
              .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
      List<Partition> partitions =
          found.partitions().stream()
              .map(
                  p ->
                      new Partition(
                          p.partition(),
                          p.replicas().size(),
                          p.isr().size(),
                          p.leader() != null && !p.leader().isEmpty()))
              .toList();
      return Optional.of(new TopicState(name, found.topicId().toString(), partitions, settings));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw explain(e);
    }
  }

  /** The current begin and end offsets of each partition of a topic. */
  Map<Integer, Range> ranges(TopicState topic) {
    Map<Integer, ListOffsetsResultInfo> begins = offsets(topic, OffsetSpec.earliest());
    Map<Integer, ListOffsetsResultInfo> ends = offsets(topic, OffsetSpec.latest());
    Map<Integer, Range> ranges = new TreeMap<>();
    begins.forEach(
        (partition, begin) ->
            ranges.put(partition, new Range(begin.offset(), ends.get(partition).offset())));
    return ranges;
  }

  /**
   * The latest record timestamp in a topic, epoch milliseconds; empty when the topic has no
   * records.
   */
  OptionalLong newestTimestamp(TopicState topic) {
    return offsets(topic, OffsetSpec.maxTimestamp()).values().stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .filter(timestamp -> timestamp >= 0)
        .max();
  }

  /** Reads committed records; the caller closes it. */
  RecordProbe records() {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.setProperty("isolation.level", "read_committed");
    settings.setProperty("auto.offset.reset", "none");
    settings.setProperty("enable.auto.commit", "false");
    settings.setProperty("allow.auto.create.topics", "false");
    return new RecordProbe(
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        timeout);
  }

  private Map<Integer, ListOffsetsResultInfo> offsets(TopicState topic, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted =
        topic.partitions().stream()
            .map(partition -> new TopicPartition(topic.name(), partition.number()))
            .collect(Collectors.toMap(Function.identity(), partition -> which));
    Map<Integer, ListOffsetsResultInfo> found = new TreeMap<>();
    answer(admin.listOffsets(wanted).all())
        .forEach((partition, info) -> found.put(partition.partition(), info));
    return found;
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return get(future);
    } catch (ExecutionException e) {
      throw explain(e);
    }
  }

  private <T> T get(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw KafkaTopics.unreachable(client, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("stopped while waiting for Kafka", e);
    }
  }

  private UserError explain(ExecutionException error) {
    if (error.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
      return KafkaTopics.unreachable(client, error.getCause());
    }
    return new UserError(
        "Kafka at "
            + client.getProperty("bootstrap.servers")
            + " refuses: "
            + RootCause.line(error)
            + "; see --kafka and --kafka-properties",
        error);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
