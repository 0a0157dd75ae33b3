package io.tidemark.supervisor;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.Deadline;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;

/** The definition of a stream in the topic of its history, before anything is attached. */
public final class RecordedDefinition {
  private RecordedDefinition() {}

  /**
   * Records the definition of a stream that has none on record, and requires that it is the one in
   * force. The topic is made like the others of the stream.
   *
   * @param text the YAML of the definition
   * @param kafka the settings of a Kafka client
   * @param say receives one line per step
   * @throws UserError when another definition is in force, or the timeout expires
   */
  public static void require(
      StreamDefinition definition,
      String text,
      Properties kafka,
      Attach.Settings settings,
      Consumer<String> say) {
    Deadline deadline = new Deadline(settings.timeout(), Attach.PAUSE, say);
    String topic = DefinitionHistory.topic(definition.name());
    try (StreamTopics topics = new StreamTopics(kafka)) {
      long start = System.nanoTime();
      String what = "topic " + topic;
      if (deadline.await(what, Attach.KAFKA_ADVICE, () -> topics.partitions(topic)) == 0) {
        NewTopic wanted =
            Attach.replication(topics, topic, settings, deadline)
                .topic(topic, 1, DefinitionHistory.TOPIC_CONFIG);
        deadline.await(what, Attach.KAFKA_ADVICE, () -> topics.create(wanted));
        deadline.done(what + ": created, for the history of the definition", start);
      }
    }
    DefinitionHistory history = new DefinitionHistory(kafka, definition.name());
    Optional<DefinitionVersion> inForce = history.inForce();
    DefinitionHistory.requireInForce(inForce, definition);
    if (inForce.isEmpty()) {
      history.append(Long.MIN_VALUE, text);
    }
  }
}
