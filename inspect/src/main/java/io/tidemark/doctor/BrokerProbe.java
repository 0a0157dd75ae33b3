package io.tidemark.doctor;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.doctor.TopicState.Partition;
import io.tidemark.doctor.TopicState.Range;
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

/** Asks Kafka's brokers; each question gives up after a few seconds and changes nothing. */
final class BrokerProbe implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Properties client;
  private final Duration patience;
  private final Admin admin;

  /**
   * @param kafka Kafka client settings, with the address
   * @param patience how long an answer may take
   * @throws KafkaTopics.Unreachable when nobody accepts connections there
   * @throws UserError when the settings make no client
   */
  BrokerProbe(Properties kafka, Duration patience) {
    this.patience = patience;
    client = new Properties();
    client.putAll(kafka);
    client.setProperty("default.api.timeout.ms", String.valueOf(patience.toMillis()));
    client.setProperty("request.timeout.ms", String.valueOf(patience.toMillis() * 3 / 4));
    admin = KafkaTopics.admin(client);
  }

  /**
   * The brokers with the addresses that they tell their clients.
   *
   * @throws UserError when what accepts connections does not answer as a broker
   */
  Collection<Node> nodes() {
    try {
      return answer(admin.describeCluster().nodes());
    } catch (KafkaTopics.Unreachable e) {
      Collection<Node> told = toldToConsumers();
      if (told.isEmpty()) {
        throw new UserError(
            client.getProperty("bootstrap.servers")
                + " accepts connections, and no broker answers; see that it is Kafka's port, that the"
                + " broker's advertised.listeners works from here, and that --kafka-properties has"
                + " its security settings",
            e);
      }
      return told;
    }
  }

  /**
   * The addresses by another way: the admin client asks the advertised ones at once and waits in
   * vain when they do not work, while a consumer's first question still goes to the bootstrap
   * address.
   */
  private Collection<Node> toldToConsumers() {
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

  /** The brokers that hold any topic. */
  static Collection<Node> hosts(Consumer<?, ?> consumer) {
    return consumer.listTopics().values().stream()
        .flatMap(List::stream)
        .flatMap(partition -> Stream.of(partition.replicas()))
        // one that is down has a number and no address
        .filter(node -> !node.host().isEmpty())
        .collect(Collectors.toSet());
  }

  /** A topic; empty when there is none of this name. */
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

  /** Where each partition of a topic begins and ends now. */
  Map<Integer, Range> ranges(TopicState topic) {
    Map<Integer, ListOffsetsResultInfo> begins = offsets(topic, OffsetSpec.earliest());
    Map<Integer, ListOffsetsResultInfo> ends = offsets(topic, OffsetSpec.latest());
    Map<Integer, Range> ranges = new TreeMap<>();
    begins.forEach(
        (partition, begin) ->
            ranges.put(partition, new Range(begin.offset(), ends.get(partition).offset())));
    return ranges;
  }

  /** The latest timestamp of any record of a topic, epoch milliseconds; empty without records. */
  OptionalLong newestTimestamp(TopicState topic) {
    return offsets(topic, OffsetSpec.maxTimestamp()).values().stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .filter(timestamp -> timestamp >= 0)
        .max();
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
      return future.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
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
