package io.tidemark.spark;

import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.DeadLetterTopicSink;
import io.tidemark.spark.sink.TransactionalSink;
import io.tidemark.spark.source.ColumnarKafkaSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The Kafka options of the source and the sinks. */
public final class KafkaSettings {
  private KafkaSettings() {}

  /** Options of {@link ColumnarKafkaSource}, which reads committed records by default. */
  public static Map<String, String> source(StreamDefinition definition, KafkaOptions kafka) {
    Map<String, String> options = client(kafka);
    options.putIfAbsent("kafka.isolation.level", "read_committed");
    options.put("subscribe", definition.raw().topic());
    return options;
  }

  /** Options of {@link TransactionalSink}. */
  static Map<String, String> sink(String topic, KafkaOptions kafka) {
    Map<String, String> options = client(kafka);
    options.put("topic", topic);
    return options;
  }

  /** The sink of a stream's dead letters. */
  public static DeadLetterSink deadLetters(StreamDefinition definition, KafkaOptions kafka) {
    Map<String, String> client = new HashMap<>();
    kafka.properties().forEach((name, value) -> client.put((String) name, String.valueOf(value)));
    return new DeadLetterTopicSink(definition.deadLetterTopic(), client);
  }

  /**
   * Checks that the topics exist, because Spark waits long for a missing topic and reports it in a
   * long stack trace.
   *
   * @return the raw topic's id
   * @throws io.tidemark.cli.UserError when no broker answers or a topic is missing
   */
  static String check(KafkaOptions kafka, String raw, List<String> others) {
    Properties client = kafka.properties();
    for (String topic : others) {
      KafkaTopics.describe(client, topic);
    }
    return KafkaTopics.describe(client, raw).topicId().toString();
  }

  /**
   * Checks the topics before a query continues.
   *
   * @param topicId the raw topic's id when the query began
   * @throws io.tidemark.cli.UserError also when the raw topic was deleted and made again since
   */
  static void checkAgain(KafkaOptions kafka, String raw, List<String> others, String topicId) {
    if (!check(kafka, raw, others).equals(topicId)) {
      throw new UserError(
          "the topic "
              + raw
              + " was deleted and made again while the query ran; begin anew with another"
              + " checkpoint");
    }
  }

  private static Map<String, String> client(KafkaOptions kafka) {
    Map<String, String> options = new HashMap<>();
    kafka
        .properties()
        .forEach((name, value) -> options.put("kafka." + name, String.valueOf(value)));
    return options;
  }
}
