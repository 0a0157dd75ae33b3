package io.tidemark.audit.topic;

import io.tidemark.audit.rows.SettledWindows;
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
 * beginning, or from where an earlier audit has stopped, and no record twice.
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
  private final boolean deduplicate;

  /** The id of the dead-letter topic; null while it does not exist. */
  private String deadLetterTopicId;

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
    deduplicate = definition.aggregated().deduplicate();
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

  /**
   * Counts on from what an earlier audit has counted; before the topics are read. After a refusal
   * this must not be used any more.
   *
   * @param raw the raw topic as it is now, which must be the same one, as must the next two
   * @param deadLetters empty when it does not exist
   * @return why it cannot be done, to follow "because"; empty when it is done
   */
  public Optional<String> continueFrom(
      TopicCounts before,
      KafkaBroker.Topic raw,
      KafkaBroker.Topic aggregated,
      Optional<KafkaBroker.Topic> deadLetters) {
    if (followsJournalBefore(before.raw())) {
      return Optional.of("readings that it has counted follow the journal of a run");
    }
    try {
      if (!rawReader.continueFrom(raw, before.raw().progress())
          || !aggregatedReader.continueFrom(aggregated, before.aggregated().progress())
          || !deadLetters
              .map(now -> deadLetterReader.continueFrom(now, before.deadLetters().progress()))
              .orElse(true)) {
        return Optional.of("the topics no longer have every record since");
      }
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    this.raw.continueFrom(before.raw(), before.deadLetters());
    this.aggregated.continueFrom(before.aggregated().windows());
    this.deadLetters.continueFrom(before.deadLetters().unreadable());
    begun = before.raw().begins().size();
    return Optional.empty();
  }

  /** What follows a journal is counted apart, and the earlier audit has not kept that. */
  private boolean followsJournalBefore(TopicCounts.Raw before) {
    return before.partitions().stream()
        .anyMatch(
            partition ->
                ledgers.tails().stream()
                    .anyMatch(
                        tail ->
                            tail.partition() == partition.partition()
                                && tail.first() < tail.end()
                                && tail.first() <= partition.last()));
  }

  /**
   * All that was counted until now, to count on from it. It is complete when the audit holds.
   *
   * @return empty for a definition that deduplicates: which readings there were is not in it
   */
  public Optional<TopicCounts> counts() {
    if (deduplicate) {
      return Optional.empty();
    }
    return Optional.of(
        new TopicCounts(
            raw.counts(rawReader.progress()),
            new TopicCounts.Aggregated(aggregatedReader.progress(), aggregated.counts()),
            raw.letterCounts(deadLetterReader.progress(), deadLetters.unreadable().records())));
  }

  /** The windows that an earlier audit has counted. */
  public SettledWindows settled() {
    return aggregated.settled();
  }

  /**
   * What has come since for something that an earlier audit has counted, in words; empty when there
   * is nothing. It can only be judged when the topics are read from their beginning.
   */
  public Optional<String> changedSettled() {
    if (aggregated.settledAgain() > 0) {
      return Optional.of(
          HumanFormat.count(aggregated.settledAgain(), "row") + " of its windows came since");
    }
    return raw.lettersAgain() > 0
        ? Optional.of(
            HumanFormat.count(raw.lettersAgain(), "letter") + " for records before came since")
        : Optional.empty();
  }

  /** The broker's id of the dead-letter topic that was read; empty while it does not exist. */
  public Optional<String> deadLetterTopicId() {
    return Optional.ofNullable(deadLetterTopicId);
  }

  /** How many records of the raw topic were read, without those of an earlier audit. */
  public long rawRecords() {
    return raw.records();
  }

  /** The same of the aggregated topic. */
  public long aggregatedRecords() {
    return aggregated.records();
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
    deadLetterTopicId = topic.get().id();
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
