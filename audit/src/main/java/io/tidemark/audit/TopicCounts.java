package io.tidemark.audit;

import io.tidemark.cli.HumanFormat;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicReader;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** What a stream's three topics have, each read from its beginning and no record twice. */
final class TopicCounts implements AutoCloseable {
  private final KafkaBroker broker;
  private final String deadLetterTopic;
  private final TopicReader rawReader;
  private final TopicReader aggregatedReader;
  private final TopicReader deadLetterReader;
  private final RawTopic raw;
  private final AggregatedTopic aggregated;
  private final DeadLetters deadLetters;

  /**
   * @throws UserError when the broker's settings make no consumer
   */
  TopicCounts(StreamDefinition definition, KafkaBroker broker, TimeLimits limits) {
    this.broker = broker;
    deadLetterTopic = definition.deadLetterTopic();
    rawReader = new TopicReader(broker.consumer(), definition.raw().topic());
    aggregatedReader = new TopicReader(broker.consumer(), definition.aggregated().topic());
    deadLetterReader = new TopicReader(broker.consumer(), deadLetterTopic);
    raw = new RawTopic(definition, limits, System::currentTimeMillis);
    aggregated = new AggregatedTopic(definition);
    deadLetters = new DeadLetters(definition.raw().topic(), raw::accept);
  }

  /**
   * Reads on, against the flow.
   *
   * @param notes gets what a reader of the report should know
   * @throws UserError as {@link TopicReader#readOn}, and when the broker goes away
   */
  void readOn(KafkaBroker.Topic rawNow, KafkaBroker.Topic aggregatedNow, List<String> notes) {
    read(() -> aggregatedReader.readOn(aggregatedNow, aggregated), aggregatedReader, notes);
    readDeadLetters(notes);
    read(() -> rawReader.readOnInOrder(rawNow, raw), rawReader, notes);
  }

  private void readDeadLetters(List<String> notes) {
    Optional<KafkaBroker.Topic> topic = broker.find(deadLetterTopic);
    if (topic.isEmpty()) {
      notes.add("the topic " + deadLetterTopic + " does not exist: there are no dead letters");
      return;
    }
    read(() -> deadLetterReader.readOn(topic.get(), deadLetters), deadLetterReader, notes);
    long unreadable = deadLetters.unreadable().records();
    if (unreadable > 0) {
      notes.add(
          HumanFormat.count(unreadable, "record")
              + " of the topic "
              + deadLetterTopic
              + " passed over: without the place that a dead letter comes from");
    }
  }

  private void read(Runnable reading, TopicReader reader, List<String> notes) {
    try {
      reading.run();
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    notes.addAll(reader.notes());
  }

  RawTopic raw() {
    return raw;
  }

  AggregatedTopic aggregated() {
    return aggregated;
  }

  DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public void close() {
    rawReader.close();
    aggregatedReader.close();
    deadLetterReader.close();
  }
}
