package io.tidemark.command.reset;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.kafka.TopicClaim;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.identity.RecordedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a stream that exist. Kafka deletes the epochs and the claim of a topic with it. */
final class StreamTopicsLeft implements AutoCloseable {
  private final StreamDefinition definition;
  private final Properties client;
  private final Admin admin;

  /** The ids of those that exist, in the order of their deletion. */
  private final Map<String, String> ids = new LinkedHashMap<>();

  private final Map<String, TopicClaim> claims;

  /**
   * @throws io.tidemark.cli.UserError when no broker answers
   */
  StreamTopicsLeft(StreamDefinition definition, Properties client) {
    this.definition = definition;
    this.client = client;
    admin = KafkaTopics.admin(client);
    KafkaBroker broker = new KafkaBroker(client);
    // the raw one first: without it no job goes on
    List<String> all = new ArrayList<>(List.of(definition.raw().topic()));
    all.addAll(definition.aggregatedTopics());
    all.add(definition.deadLetterTopic());
    all.add(DefinitionHistory.topic(definition.name()));
    all.forEach(topic -> broker.find(topic).ifPresent(found -> ids.put(topic, found.id())));
    claims =
        TopicClaim.read(
            admin, definition.aggregatedTopics().stream().filter(ids::containsKey).toList());
    claims.entrySet().removeIf(one -> !one.getValue().topicId().equals(ids.get(one.getKey())));
  }

  /** The broker's id of the raw topic; empty when there is none. */
  Optional<String> rawId() {
    return Optional.ofNullable(ids.get(definition.raw().topic()));
  }

  List<String> lines() {
    return ids.keySet().stream()
        .map(
            topic ->
                "topic "
                    + topic
                    + ": "
                    + HumanFormat.count(KafkaTopics.offsets(client, topic), "offset"))
        .toList();
  }

  /** Jobs that run on this machine. */
  List<String> running() {
    return claims.entrySet().stream()
        .filter(
            claim ->
                RecordedProcess.parse(claim.getValue().process())
                    .filter(RecordedProcess::isRunning)
                    .isPresent())
        .map(
            claim ->
                "the job that writes to "
                    + claim.getKey()
                    + " runs, in the process "
                    + claim.getValue().process())
        .toList();
  }

  /** A note when the query that writes to the topics has another checkpoint. */
  Optional<String> checkpointElsewhere(Path deleted) {
    return claims.values().stream()
        .map(TopicClaim::checkpoint)
        .filter(place -> !place.startsWith(deleted.toAbsolutePath().normalize() + " on "))
        .distinct()
        .findFirst()
        .map(
            place ->
                "the checkpoint of the job is another one, and stays: "
                    + place
                    + "; no job goes on from it with new topics");
  }

  void delete(Consumer<String> say) {
    for (String topic : ids.keySet()) {
      try {
        admin.deleteTopics(List.of(topic)).all().get();
        say.accept("topic " + topic + ": deleted");
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw KafkaTopics.failed(client, e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
