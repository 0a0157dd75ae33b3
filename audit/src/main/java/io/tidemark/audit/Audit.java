package io.tidemark.audit;

import io.tidemark.cli.UserError;
import io.tidemark.model.StreamDefinition;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  private final RawTopic rawTopic;
  private final AggregatedTopic aggregatedTopic;
  private final DruidCounts druid;

  /**
   * @param kafka the settings of a Kafka client, the address among them
   * @param router the address of Druid's router without a slash at its end
   * @param ledgers the folder with the run ledgers; it need not exist
   * @throws UserError when the settings cannot be used
   */
  public Audit(StreamDefinition definition, Properties kafka, URI router, Path ledgers) {
    this.definition = definition;
    this.ledgers = new RunLedgers(ledgers, definition);
    broker = new Broker(kafka);
    rawReader = new TopicReader(broker.consumer(), definition.raw().topic());
    aggregatedReader = new TopicReader(broker.consumer(), definition.aggregated().topic());
    rawTopic = new RawTopic(definition);
    aggregatedTopic = new AggregatedTopic(definition);
    druid = new DruidCounts(new DruidSql(router, PAUSE), definition);
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
    return new Patience(patience, PAUSE)
        .await(
            () -> {
              AuditReport report = run();
              if (!report.holds()) {
                progress.accept(report.progress());
              }
              return report;
            });
  }

  private Look look() {
    Broker.Topic raw = broker.topic(definition.raw().topic());
    Broker.Topic aggregated = broker.topic(definition.aggregated().topic());
    RunLedgers.Sent sent = ledgers.of(raw.id());
    List<String> notes = new ArrayList<>(sent.notes());
    // against the flow: what a station has must have been at the one before it
    StationCount druidAggregated =
        orNothing(druid.aggregated(), definition.aggregated().topic(), notes);
    StationCount druidRaw = orNothing(druid.raw(), definition.raw().topic(), notes);
    read(aggregatedReader, aggregated, aggregatedTopic, notes);
    read(rawReader, raw, rawTopic, notes);
    return new Look(
        definition.name(),
        sent,
        rawTopic.count(),
        rawTopic.heartbeats(),
        rawTopic.malformed(),
        aggregatedTopic.count(),
        aggregatedTopic.unreadable(),
        aggregatedTopic.duplicates(),
        druidRaw,
        druidAggregated,
        notes);
  }

  private void read(
      TopicReader reader,
      Broker.Topic topic,
      Consumer<ConsumerRecord<byte[], byte[]>> to,
      List<String> notes) {
    try {
      reader.readOn(topic, to);
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    notes.addAll(reader.notes());
  }

  /** A datasource comes into being with its first row. */
  private static StationCount orNothing(
      Optional<StationCount> count, String datasource, List<String> notes) {
    if (count.isEmpty()) {
      notes.add(
          "Druid has no datasource "
              + datasource
              + " yet: it appears with its first row, and './tidemark attach' has it filled");
    }
    return count.orElse(StationCount.NOTHING);
  }

  @Override
  public void close() {
    rawReader.close();
    aggregatedReader.close();
  }
}
