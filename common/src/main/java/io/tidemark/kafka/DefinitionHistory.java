package io.tidemark.kafka;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The definitions that a stream has had, in a topic of one partition that belongs to its data. A
 * record is {@code {"from": MILLISECONDS or null, "definition": "YAML"}}: windows that end after
 * {@code from} belong to the definition, and null stands for all windows. With {@code "pending":
 * true} the definition before is in force until it has written its last windows; a record without
 * it follows then. A stream without the topic or without a record has always had the definition in
 * hand.
 */
public final class DefinitionHistory {
  /** The settings of the topic: its records stay, and one may be as large as a definition. */
  public static final Map<String, String> TOPIC_CONFIG =
      Map.of(
          "retention.ms", "-1",
          "retention.bytes", "-1",
          "cleanup.policy", "delete",
          "max.message.bytes", Integer.toString(4 << 20));

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A record.
   *
   * @param pending null for false
   */
  record Entry(
      Long from, String definition, @JsonInclude(JsonInclude.Include.NON_NULL) Boolean pending) {
    Entry(Long from, String definition) {
      this(from, definition, null);
    }

    private long begin() {
      return from == null ? Long.MIN_VALUE : from;
    }
  }

  private final Properties client;
  private final KafkaBroker broker;
  private final String topic;

  /**
   * @param client the settings of a Kafka client
   * @param stream the name of the stream
   */
  public DefinitionHistory(Properties client, String stream) {
    this.client = client;
    broker = new KafkaBroker(client);
    topic = topic(stream);
  }

  /** The topic of a stream. */
  public static String topic(String stream) {
    return stream + DefinitionReader.HISTORY;
  }

  /**
   * All entries, the oldest first, also those of definitions that no window belongs to; {@code to}
   * says nothing.
   *
   * @throws UserError when the topic cannot be read or has a record that is none
   */
  public List<DefinitionVersion> entries() {
    return read().stream()
        .map(entry -> new DefinitionVersion(entry.begin(), Long.MAX_VALUE, entry.definition()))
        .toList();
  }

  /**
   * The versions that windows belong to, the oldest first; empty when nothing is recorded.
   *
   * @throws UserError when the topic cannot be read or has a record that is none
   */
  public List<DefinitionVersion> versions() {
    return versions(read());
  }

  /** The last version, which may be pending; empty when nothing is recorded. */
  public Optional<DefinitionVersion> newest() {
    List<DefinitionVersion> versions = versions();
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /** The version that is in force now; empty when nothing is recorded. */
  public Optional<DefinitionVersion> inForce() {
    return versions().stream().filter(version -> !version.pending()).reduce((one, other) -> other);
  }

  static List<DefinitionVersion> versions(List<Entry> entries) {
    List<DefinitionVersion> versions = new ArrayList<>();
    long to = Long.MAX_VALUE;
    for (int i = entries.size() - 1; i >= 0 && to > Long.MIN_VALUE; i--) {
      Entry entry = entries.get(i);
      long from = entry.begin();
      if (from < to) {
        boolean pending = Boolean.TRUE.equals(entry.pending());
        versions.add(0, new DefinitionVersion(from, to, entry.definition(), pending));
        to = from;
      }
    }
    return List.copyOf(versions);
  }

  private List<Entry> read() {
    Optional<KafkaBroker.Topic> found = broker.find(topic);
    List<Entry> entries = new ArrayList<>();
    if (found.isPresent()) {
      try (TopicReader reader = broker.reader(topic)) {
        reader.readOn(found.get(), record -> entries.add(entry(record)));
      } catch (KafkaException e) {
        throw broker.explain(e);
      }
    }
    return entries;
  }

  private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
    try {
      Entry entry = JSON.readValue(record.value(), Entry.class);
      if (entry.definition() != null) {
        return entry;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw broken(record, e);
    }
    throw broken(record, null);
  }

  private static UserError broken(ConsumerRecord<byte[], byte[]> record, Exception cause) {
    return new UserError(
        "the record %s-%d:%d is no definition of a stream; only Tidemark may write to this topic"
            .formatted(record.topic(), record.partition(), record.offset()),
        cause);
  }

  /**
   * Requires that a definition is the one in force; one that differs in what is shown only is.
   *
   * @throws UserError when another one is recorded
   */
  public static void requireInForce(Optional<DefinitionVersion> inForce, StreamDefinition wanted) {
    if (inForce.isPresent() && !inForce.get().isSame(wanted)) {
      throw new UserError(
          "the definition of the stream "
              + wanted.name()
              + " has changed since it was put in force: './tidemark upgrade' says what the change"
              + " means, and does it in the right order");
    }
  }

  /** Creates the topic if it is missing, with the broker's number of replicas. */
  public void create() {
    try (Admin admin = KafkaTopics.admin(client)) {
      NewTopics.create(
          admin,
          List.of(new NewTopic(topic, Optional.of(1), Optional.empty()).configs(TOPIC_CONFIG)));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw KafkaTopics.failed(client, e.getCause());
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * Appends an entry; the topic must exist. It is stored when this returns.
   *
   * @param from windows that end after it belong to the definition, epoch milliseconds; {@link
   *     Long#MIN_VALUE} for all windows
   * @param text the YAML of the definition
   * @throws UserError when the broker does not store it
   */
  public void append(long from, String text) {
    append(new Entry(from == Long.MIN_VALUE ? null : from, text));
  }

  /**
   * The same for a definition that is pending, until {@link #append} records it once more.
   *
   * @param from windows that end by then are still to be written by the definition before
   * @throws UserError when the broker does not store it
   */
  public void appendPending(long from, String text) {
    append(new Entry(from, text, true));
  }

  private void append(Entry entry) {
    Properties settings = ProducerSettings.with(client);
    settings.setProperty("max.request.size", Integer.toString(4 << 20));
    settings.setProperty("delivery.timeout.ms", "60000");
    settings.setProperty("request.timeout.ms", "30000");
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      producer.send(new ProducerRecord<>(topic, 0, null, JSON.writeValueAsBytes(entry))).get();
    } catch (ExecutionException e) {
      throw KafkaTopics.failed(client, e.getCause());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
