package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Ingestion;
import io.tidemark.cli.UserError;
import io.tidemark.model.StreamDefinition;
import io.tidemark.model.TimeLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/**
 * Counts a stream's readings at every station and compares. The topics are read from their
 * beginning by the first look and no record is read twice: each look that follows reads on and asks
 * Druid again. Not for several threads.
 */
public final class Audit implements AutoCloseable {
  /** Between two looks, which cost Druid a query each, and between two tries of a query. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final StreamDefinition definition;
  private final RunLedgers ledgers;
  private final Broker broker;
  private final TopicReader rawReader;
  private final TopicReader aggregatedReader;
  private final TopicReader deadLetterReader;
  private final RawTopic rawTopic;
  private final AggregatedTopic aggregatedTopic;
  private final DeadLetters deadLetters;
  private final DruidCounts druid;
  private final Supervisors supervisors;

  /**
   * @param kafka the settings of a Kafka client, the address among them
   * @param router the address of Druid's router without a slash at its end
   * @param ledgers the folder with the run ledgers; it need not exist
   * @param limits the same as the aggregation has
   * @throws UserError when the settings cannot be used
   */
  public Audit(
      StreamDefinition definition, Properties kafka, URI router, Path ledgers, TimeLimits limits) {
    this.definition = definition;
    this.ledgers = new RunLedgers(ledgers, definition);
    broker = new Broker(kafka);
    rawReader = new TopicReader(broker.consumer(), definition.raw().topic());
    aggregatedReader = new TopicReader(broker.consumer(), definition.aggregated().topic());
    deadLetterReader = new TopicReader(broker.consumer(), definition.deadLetterTopic());
    rawTopic = new RawTopic(definition, limits, System::currentTimeMillis);
    aggregatedTopic = new AggregatedTopic(definition);
    deadLetters = new DeadLetters(definition.raw().topic(), rawTopic::accept);
    druid = new DruidCounts(new DruidSql(router, PAUSE), definition);
    supervisors = new Supervisors(router);
  }

  /**
   * Looks at every station once.
   *
   * @throws UserError when a station cannot be reached, a topic is missing or a ledger cannot be
   *     read
   */
  public AuditReport run() {
    return Verdict.of(look());
  }

  /**
   * Looks every two seconds until the audit holds or the time is over, and returns the last report.
   *
   * @param patience how long to go on; zero looks once
   * @param progress gets a short line after each look that does not hold; it may end the waiting by
   *     throwing a {@link UserError}
   * @throws UserError as {@link #run}
   */
  public AuditReport await(Duration patience, Consumer<String> progress) {
    return new UntilItHolds(patience, PAUSE)
        .await(
            () -> {
              AuditReport report = run();
              if (!report.holds()) {
                progress.accept(report.progress());
              }
              return report;
            });
  }

  /**
   * Looks every two seconds and tells after each look how far the stations are behind one another,
   * until it is stopped or the time is over. Then it looks once more.
   *
   * @param limit how long to go on; zero for no limit
   * @param stop ends it when it is counted down
   * @param say gets the line of each look
   * @return the report of the last look
   * @throws UserError as {@link #run}; when Druid goes away between the first look and the last one
   *     that is only said
   */
  public AuditReport watch(Duration limit, CountDownLatch stop, Consumer<String> say) {
    new Watch(limit, PAUSE).until(stop, () -> lag().toString(), say);
    return run();
  }

  private Lag lag() {
    return Lag.of(
        look(),
        supervisors.lag(definition.raw().topic()),
        supervisors.lag(definition.aggregated().topic()));
  }

  private Look look() {
    Broker.Topic raw = broker.topic(definition.raw().topic());
    Broker.Topic aggregated = broker.topic(definition.aggregated().topic());
    RunLedgers.Sent sent = ledgers.of(raw.id());
    List<String> notes = new ArrayList<>(sent.notes());
    // against the flow: what a station has must have been at the one before it
    DruidCounts.Aggregated druidAggregated =
        orNothing(
            druid.aggregated(),
            new DruidCounts.Aggregated(StationCount.NOTHING, new TreeMap<>()),
            definition.aggregated().topic(),
            notes);
    StationCount druidRaw =
        orNothing(druid.raw(), StationCount.NOTHING, definition.raw().topic(), notes);
    read(() -> aggregatedReader.readOn(aggregated, aggregatedTopic), aggregatedReader, notes);
    readDeadLetters(notes);
    read(() -> rawReader.readOnInOrder(raw, rawTopic), rawReader, notes);
    return new Look(
        definition,
        sent,
        rawTopic.count(),
        deadLetters.records(),
        aggregatedTopic.count(),
        aggregatedTopic.unreadable(),
        aggregatedTopic.doubleRows(),
        druidRaw,
        druidAggregated,
        ingestion(),
        notes);
  }

  private void readDeadLetters(List<String> notes) {
    String name = definition.deadLetterTopic();
    Optional<Broker.Topic> topic = broker.find(name);
    if (topic.isEmpty()) {
      notes.add("the topic " + name + " does not exist: there are no dead letters");
      return;
    }
    read(() -> deadLetterReader.readOn(topic.get(), deadLetters), deadLetterReader, notes);
    long unreadable = deadLetters.unreadable().records();
    if (unreadable > 0) {
      notes.add(
          Numbers.count(unreadable, "record")
              + " of the topic "
              + name
              + " passed over: without the place that a dead letter comes from");
    }
  }

  private List<Ingestion> ingestion() {
    return Stream.of(definition.raw().topic(), definition.aggregated().topic())
        .map(supervisors::ingestion)
        .flatMap(Optional::stream)
        .toList();
  }

  private void read(Runnable reading, TopicReader reader, List<String> notes) {
    try {
      reading.run();
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    notes.addAll(reader.notes());
  }

  /** A datasource comes into being with its first row. */
  private static <T> T orNothing(
      Optional<T> count, T nothing, String datasource, List<String> notes) {
    if (count.isEmpty()) {
      notes.add(
          "Druid has no datasource "
              + datasource
              + " yet: it appears with its first row, and './tidemark attach' has it filled");
    }
    return count.orElse(nothing);
  }

  @Override
  public void close() {
    rawReader.close();
    aggregatedReader.close();
    deadLetterReader.close();
  }
}
