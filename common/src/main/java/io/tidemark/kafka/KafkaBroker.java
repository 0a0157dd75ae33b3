package io.tidemark.kafka;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Access to a Kafka broker: its topics, and consumers for them.
 *
 * @param settings of a Kafka client, with the address
 */
public record KafkaBroker(Properties settings) {

  /**
   * The current state of a topic.
   *
   * @param id the broker's topic id; a topic that is created again has another one
   */
  public record Topic(String id, int partitions) {}

  public KafkaBroker(Properties settings) {
    this.settings = new Properties();
    String timeout = String.valueOf(KafkaTopics.TIMEOUT.toMillis());
    this.settings.setProperty("default.api.timeout.ms", timeout);
    // whole topics are read: few large responses cost less than many small ones
    this.settings.setProperty("max.poll.records", "20000");
    this.settings.setProperty("fetch.max.bytes", String.valueOf(64 << 20));
    this.settings.setProperty("max.partition.fetch.bytes", String.valueOf(8 << 20));
    this.settings.setProperty("receive.buffer.bytes", String.valueOf(1 << 20));
    this.settings.putAll(settings);
    // user settings must not change which records are counted
    this.settings.setProperty("isolation.level", "read_committed");
    this.settings.setProperty("auto.offset.reset", "none");
    this.settings.setProperty("enable.auto.commit", "false");
  }

  /**
   * Describes a topic.
   *
   * @throws UserError when the broker does not answer in time or has no such topic
   */
  public Topic topic(String name) {
    TopicDescription description = KafkaTopics.describe(settings, name);
    return new Topic(description.topicId().toString(), description.partitions().size());
  }

  /**
   * Describes a topic; empty when it does not exist.
   *
   * @throws UserError when the broker does not answer in time
   */
  public Optional<Topic> find(String name) {
    try {
      return Optional.of(topic(name));
    } catch (UserError e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Creates a consumer of committed records, without assigned partitions.
   *
   * @throws UserError when the settings are invalid
   */
  public Consumer<byte[], byte[]> consumer() {
    try {
      return new KafkaConsumer<>(
          settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw explain(e);
    }
  }

  /**
   * Creates a reader of the committed records of a topic, from its beginning.
   *
   * @throws UserError when the settings are invalid
   */
  public TopicReader reader(String topic) {
    return new TopicReader(consumer(), topic);
  }

  /** Converts an error of the Kafka client to an error for the user. */
  public UserError explain(KafkaException error) {
    if (error instanceof TimeoutException
        || error instanceof AuthenticationException
        || error instanceof AuthorizationException) {
      return KafkaTopics.failed(settings, error);
    }
    return new UserError(
        "the Kafka broker at "
            + settings.getProperty("bootstrap.servers")
            + " cannot be read: "
            + RootCause.of(error).getMessage()
            + "; see --kafka and --kafka-properties",
        error);
  }

  /** Without the other settings, which can hold a password. */
  @Override
  public String toString() {
    return "Kafka at " + settings.getProperty("bootstrap.servers");
  }
}
