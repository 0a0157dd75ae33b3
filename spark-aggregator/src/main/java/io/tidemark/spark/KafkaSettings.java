package io.tidemark.spark;

import io.tidemark.cli.KafkaOptions;
import io.tidemark.kafka.Topics;
import io.tidemark.model.StreamDefinition;
import io.tidemark.spark.sink.TransactionalSink;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Kafka as Spark's source and sink see it. */
public final class KafkaSettings {
  private KafkaSettings() {}

  /**
   * Options of Spark's Kafka source. It reads what is committed, and stops rather than pass over
   * offsets that are gone.
   *
   * <p>After each poll the source asks the broker for the first and the last offset of the
   * partition (Spark's {@code KafkaDataConsumer}), behind whatever fetch its client has sent ahead.
   * So a poll should bring much, not 500 records; and a fetch at the end of the partition, where it
   * is after every micro-batch, must not wait there for the half second that is Kafka's default.
   */
  public static Map<String, String> source(StreamDefinition definition, KafkaOptions kafka) {
    Map<String, String> options = client(kafka);
    options.putIfAbsent("kafka.isolation.level", "read_committed");
    options.putIfAbsent("kafka.max.poll.records", "5000");
    options.putIfAbsent("kafka.max.partition.fetch.bytes", String.valueOf(8 << 20));
    options.putIfAbsent("kafka.receive.buffer.bytes", String.valueOf(1 << 20));
    options.putIfAbsent("kafka.fetch.max.wait.ms", "10");
    options.put("subscribe", definition.raw().topic());
    options.put("failOnDataLoss", "true");
    return options;
  }

  /** Options of {@link TransactionalSink}. */
  static Map<String, String> sink(String topic, KafkaOptions kafka) {
    Map<String, String> options = client(kafka);
    options.put("topic", topic);
    return options;
  }

  /** Where a stream's dead letters go. */
  public static DeadLetters deadLetters(StreamDefinition definition, KafkaOptions kafka) {
    Map<String, String> client = new HashMap<>();
    kafka.properties().forEach((name, value) -> client.put((String) name, String.valueOf(value)));
    return new DeadLetterTopic(definition.deadLetterTopic(), client);
  }

  /**
   * Looks whether the topics are there before Spark does, which waits long and complains at length.
   *
   * @return the raw topic's id
   * @throws io.tidemark.cli.UserError when no broker answers or a topic is missing
   */
  static String check(KafkaOptions kafka, String raw, String... others) {
    Properties client = kafka.properties();
    for (String topic : others) {
      Topics.describe(client, topic);
    }
    return Topics.describe(client, raw).topicId().toString();
  }

  private static Map<String, String> client(KafkaOptions kafka) {
    Map<String, String> options = new HashMap<>();
    kafka
        .properties()
        .forEach((name, value) -> options.put("kafka." + name, String.valueOf(value)));
    return options;
  }
}
