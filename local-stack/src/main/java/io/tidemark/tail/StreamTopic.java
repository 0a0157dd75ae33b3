package io.tidemark.tail;

import io.tidemark.cli.UsageError;
import io.tidemark.model.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A topic of a stream.
 *
 * @param word what it is in the stream
 * @param name Kafka's name of it
 * @param format how its records are shown
 */
record StreamTopic(String word, String name, RecordFormat format) {
  /** All topics of a stream. */
  static List<StreamTopic> of(StreamDefinition definition) {
    List<StreamTopic> topics = new ArrayList<>();
    topics.add(new StreamTopic("raw", definition.raw().topic(), new RawFormat(definition.raw())));
    for (StreamDefinition.Aggregated windows : definition.aggregates()) {
      topics.add(new StreamTopic("aggregated", windows.topic(), new WindowFormat(windows)));
    }
    topics.add(new StreamTopic("dead-letter", definition.deadLetterTopic(), new LetterFormat()));
    return topics;
  }

  /**
   * The first topic of that word, or else the one of that name.
   *
   * @throws UsageError when the stream has none
   */
  static StreamTopic find(StreamDefinition definition, String what) {
    List<StreamTopic> topics = of(definition);
    for (Function<StreamTopic, String> by :
        List.<Function<StreamTopic, String>>of(StreamTopic::word, StreamTopic::name)) {
      for (StreamTopic topic : topics) {
        if (by.apply(topic).equals(what)) {
          return topic;
        }
      }
    }
    throw new UsageError(
        topics.stream()
            .map(topic -> topic.word() + " (" + topic.name() + ")")
            .collect(Collectors.joining(", ", "expected one of ", ", found '" + what + "'")));
  }
}
