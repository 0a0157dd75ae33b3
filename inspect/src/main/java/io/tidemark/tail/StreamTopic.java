package io.tidemark.tail;

import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A topic of a stream.
 *
 * @param word its role in the stream: raw, aggregated, dead-letter
 * @param name of the Kafka topic
 * @param format of its records
 */
record StreamTopic(String word, String name, RecordFormat format) {
  /** All topics of a stream. */
  static List<StreamTopic> of(StreamDefinition definition) {
    List<StreamTopic> topics = new ArrayList<>();
    topics.add(
        new StreamTopic("raw", definition.raw().topic(), new RawRecordFormat(definition.raw())));
    for (StreamDefinition.Aggregated windows : definition.aggregates()) {
      topics.add(
          new StreamTopic("aggregated", windows.topic(), new AggregatedRecordFormat(windows)));
    }
    topics.add(
        new StreamTopic("dead-letter", definition.deadLetterTopic(), new DeadLetterFormat()));
    return topics;
  }

  /** Whether its records are Avro. */
  boolean isAvro(StreamDefinition definition) {
    return name.equals(definition.raw().topic())
        ? definition.raw().isAvro()
        : definition.aggregates().stream()
            .anyMatch(windows -> windows.topic().equals(name) && windows.isAvro());
  }

  /**
   * The topic with this role, or else with this name.
   *
   * @throws UsageError when the stream has no such topic, or several with this role
   */
  static StreamTopic find(StreamDefinition definition, String what) {
    List<StreamTopic> topics = of(definition);
    for (Function<StreamTopic, String> by :
        List.<Function<StreamTopic, String>>of(StreamTopic::word, StreamTopic::name)) {
      List<StreamTopic> found =
          topics.stream().filter(topic -> by.apply(topic).equals(what)).toList();
      if (found.size() > 1) {
        throw new UsageError(
            "expected the name of a topic, because there are windows of several kinds: one of "
                + found.stream().map(StreamTopic::name).collect(Collectors.joining(", "))
                + "; found '"
                + what
                + "'");
      }
      if (!found.isEmpty()) {
        return found.get(0);
      }
    }
    throw new UsageError(
        topics.stream()
            .map(topic -> topic.word() + " (" + topic.name() + ")")
            .collect(Collectors.joining(", ", "expected one of ", ", found '" + what + "'")));
  }
}
