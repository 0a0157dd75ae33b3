package io.tidemark.audit.topic;

import io.tidemark.audit.rows.WindowKeys;
import io.tidemark.audit.station.AuditScope;
import io.tidemark.audit.station.LedgerOffsets;
import io.tidemark.audit.station.RawCount;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicReader;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The stations of a stream in Kafka. Each topic, the dead-letter topic too, is read from its
 * beginning and no record twice.
 */
public final class TopicStations implements AutoCloseable {
  private final KafkaBroker broker;
  private final String rawTopic;
  private final String deadLetterTopic;
  private final Consumer<byte[], byte[]> rawConsumer;
  private final TopicReader rawReader;
  private final TopicReader aggregatedReader;
  private final TopicReader deadLetterReader;
  private final RawTopicCounter raw;
  private final AggregatedTopicCounter aggregated;
  private final DeadLetterReader deadLetters;

  private final LedgerOffsets ledgers;

  /** Partitions of the raw topic whose first offset is known. */
  private int begun;

  /**
   * @param scope what is compared
   * @param ledgers where the records of the runs are
   * @throws UserError when the broker's settings make no consumer
   */
  public TopicStations(
      StreamDefinition definition,
      KafkaBroker broker,
      AuditScope scope,
      TimeLimits limits,
      LedgerOffsets ledgers) {
    this.ledgers = ledgers;
    this.broker = broker;
    deadLetterTopic = definition.deadLetterTopic();
    rawTopic = definition.raw().topic();
    rawConsumer = broker.consumer();
    rawReader = new TopicReader(rawConsumer, rawTopic);
    aggregatedReader = broker.reader(definition.aggregated().topic());
    deadLetterReader = new TopicReader(broker.consumer(), deadLetterTopic);
    raw =
        new RawTopicCounter(
            definition,
            scope.watermark(),
            limits,
            System::currentTimeMillis,
            ledgers,
            new OtherLayouts(scope.others().layouts()));
    aggregated =
        new AggregatedTopicCounter(definition, scope.windows(), WindowKeys.ofThisProcess());
    deadLetters = new DeadLetterReader(definition.raw().topic(), raw::accept, raw::skip);
  }

  /** Where the records of the runs were when the topics were first read. */
  public LedgerOffsets ledgers() {
    return ledgers;
  }

  /**
   * Reads the dead-letter topic on, then the raw topic, and counts all windows.
   *
   * @param now the raw topic as it is now
   * @param notes gets the remarks for the report
   * @throws UserError as {@link TopicReader#readOn}, and when the broker goes away
   */
  public RawCount raw(KafkaBroker.Topic now, List<String> notes) {
    readDeadLetters(notes);
    read(
        () -> {
          readBegins(now.partitions());
          rawReader.readOnInOrder(now, raw);
        },
        rawReader,
        notes);
    RawCount count = raw.count();
    count
        .afterJournals()
        .journals()
        .forEach(
            (journal, readings) ->
                notes.add(
                    HumanFormat.count(readings, "reading")
                        + " after the last entry of the journal "
                        + journal
                        + (readings == 1 ? " is" : " are")
                        + " taken from the raw topic"));
    return count;
  }

  /** Reads the aggregated topic on, as {@link #raw}. */
  public AggregatedTopic aggregated(KafkaBroker.Topic now, List<String> notes) {
    read(() -> aggregatedReader.readOn(now, aggregated), aggregatedReader, notes);
    return aggregated.station();
  }

  /** The offset after the last record of the raw topic, by partition, as {@link TopicReader}. */
  public Map<Integer, Long> rawEnds() {
    return rawReader.ends();
  }

  /** The offset after the last row of the aggregated topic, by partition. */
  public Map<Integer, Long> aggregatedEnds() {
    return aggregatedReader.ends();
  }

  private void readBegins(int partitions) {
    List<TopicPartition> added =
        IntStream.range(begun, partitions).mapToObj(p -> new TopicPartition(rawTopic, p)).toList();
    rawConsumer
        .beginningOffsets(added)
        .forEach((partition, offset) -> raw.begin(partition.partition(), offset));
    begun = Math.max(begun, partitions);
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

  @Override
  public void close() {
    rawReader.close();
    aggregatedReader.close();
    deadLetterReader.close();
    raw.close();
    aggregated.close();
  }
}
