package io.tidemark.audit;

import io.tidemark.audit.comparison.Comparison;
import io.tidemark.audit.druid.DruidStations;
import io.tidemark.audit.druid.SupervisorStatus;
import io.tidemark.audit.lake.AuditedLake;
import io.tidemark.audit.lake.LakeStations;
import io.tidemark.audit.last.LastAuditFile;
import io.tidemark.audit.ledger.RunLedgers;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.audit.report.Lag;
import io.tidemark.audit.report.ReportAssembly;
import io.tidemark.audit.station.AuditScope;
import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.OtherVersions;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationReader;
import io.tidemark.audit.topic.AggregatedTopic;
import io.tidemark.audit.topic.RawTopic;
import io.tidemark.audit.topic.TopicStations;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidReader;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.retry.RetryableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Counts a stream's readings at every station and compares, for one kind of its windows. The topics
 * are read by the first look, from their beginning or from where the last audit that held has
 * stopped, and no record is read twice: each look that follows reads on and queries Druid again.
 * Only when a run begins or ends that matters for what follows a journal, they are read anew. Not
 * for several threads.
 */
public final class Audit implements AutoCloseable {
  /** Between two looks, which cost Druid a query each, and between two tries of a query. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final StreamDefinition definition;
  private final RunLedgers ledgers;
  private final AuditScope scope;
  private final KafkaBroker broker;
  private final DruidStations druid;
  private final Optional<LakeStations> lake;

  /** The stations after the topics, in the order of the flow; the last one is the end. */
  private final List<StationReader> downstream;

  private final ContinuedTopics topics;

  /** How many offsets of its topic each station of the lake has not read, at the last look. */
  private Map<String, Long> lakeOffsets = Map.of();

  private Consumer<AuditLook> observer = look -> {};

  /** Of the last look; nothing before the first one and when that failed. */
  private volatile Optional<Lag> lag = Optional.empty();

  /** Of the stations of Druid at the last look, as {@link #lag}. */
  private volatile Map<String, SupervisorStatus> supervisors = Map.of();

  /** Audits everything; the parameters are those of the other constructor. */
  public Audit(
      StreamDefinition definition,
      Properties kafka,
      DruidReader reader,
      Path ledgers,
      TimeLimits limits,
      Optional<AuditedLake> lake) {
    this(definition, kafka, reader, ledgers, AuditScope.DEFAULT, limits, lake);
  }

  /**
   * @param definition with one kind of windows
   * @param kafka the settings of a Kafka client, the address among them
   * @param ledgers the folder with the run ledgers; it need not exist
   * @param scope what is compared
   * @param limits the same as the aggregation has
   * @param lake the lake, if it is audited too
   * @throws UserError when the settings cannot be used
   */
  public Audit(
      StreamDefinition definition,
      Properties kafka,
      DruidReader reader,
      Path ledgers,
      AuditScope scope,
      TimeLimits limits,
      Optional<AuditedLake> lake) {
    this.scope = scope;
    this.definition = definition;
    this.ledgers = new RunLedgers(ledgers, definition);
    broker = new KafkaBroker(kafka);
    topics = new ContinuedTopics(definition, broker, scope, limits);
    druid = new DruidStations(reader, PAUSE, scope.windows(), definition);
    this.lake = lake.map(audited -> new LakeStations(audited, PAUSE, scope.windows(), definition));
    List<StationReader> downstream = new ArrayList<>();
    this.lake.ifPresent(
        tables -> {
          downstream.add(tables::raw);
          downstream.add(tables::windows);
        });
    downstream.add(druid::raw);
    downstream.add(notes -> druid.aggregated(notes, topics.stations().settled()));
    this.downstream = List.copyOf(downstream);
  }

  /**
   * Looks at every station once.
   *
   * @throws UserError when a station cannot be reached, a topic is missing or a ledger cannot be
   *     read
   */
  public AuditReport run() {
    PipelineSnapshot snapshot = look();
    AuditReport report = ReportAssembly.of(Comparison.of(snapshot));
    observer.accept(new AuditLook(snapshot, lag(snapshot), report));
    return report;
  }

  /**
   * Counts the topics on from where the last audit that held has stopped; before the first look.
   * All windows are compared with every station again. Where the topics cannot be counted on, they
   * are read from their beginning, and a note says why.
   *
   * @param fromBeginning whether they are read from their beginning in any case
   */
  public void continueLast(LastAuditFile last, boolean fromBeginning) {
    topics.use(last, fromBeginning);
  }

  /**
   * Keeps what was counted for the next audit; right after a look that held. Nothing is kept of a
   * range of windows, of one of several definitions, and of a definition that deduplicates.
   *
   * @throws UserError when the file cannot be written
   */
  public void keep() {
    topics.keep();
  }

  /** Has each look of {@link #run} and {@link #await} passed on, in the thread that looks. */
  public void onLook(Consumer<AuditLook> observer) {
    this.observer = observer;
  }

  private Lag lag(PipelineSnapshot snapshot) {
    supervisors =
        druid.supervisors(topics.stations().rawEnds(), topics.stations().aggregatedEnds());
    Map<String, Long> offsets = new HashMap<>(lakeOffsets);
    supervisors.forEach(
        (station, supervisor) ->
            supervisor.lag().ifPresent(unread -> offsets.put(station, unread)));
    return Lag.of(snapshot, offsets);
  }

  /** 1 or 0 by the label of a station of Druid. */
  private Map<String, Long> healthy() {
    return supervisors.entrySet().stream()
        .collect(
            Collectors.toMap(
                station -> Station.label(station.getKey()),
                station -> station.getValue().healthy() ? 1L : 0L));
  }

  /**
   * Looks every two seconds until the audit holds or the time is over, and returns the last report.
   *
   * @param limit how long to go on; zero looks once
   * @param progress gets a short line after each look that does not hold; it may end the waiting by
   *     throwing a {@link UserError}
   * @throws UserError as {@link #run}
   */
  public AuditReport await(Duration limit, Consumer<String> progress) {
    return new AwaitHolding(limit, PAUSE)
        .await(
            () -> {
              AuditReport report = run();
              if (!report.holds()) {
                progress.accept(report.outcome().progress());
              }
              return report;
            });
  }

  /**
   * Looks every two seconds and reports after each look how far the stations are behind one
   * another, until it is stopped or the time is over. Then it looks once more.
   *
   * @param limit how long to go on; zero for no limit
   * @param stop ends it when it is counted down
   * @param metrics shows how far the stations are behind
   * @param say gets the line of each look
   * @return the report of the last look
   * @throws UserError as {@link #run}; an error between the first look and the last one is only
   *     reported
   */
  public AuditReport watch(
      Duration limit, CountDownLatch stop, Metrics metrics, Consumer<String> say) {
    metrics.showEach(Metric.LAG, () -> lag.map(Lag::byStation).orElse(Map.of()));
    metrics.show(Metric.OPEN, () -> lag.map(Lag::open).map(Long::doubleValue).orElse(Double.NaN));
    metrics.show(Metric.LATE, () -> lag.map(Lag::late).map(Long::doubleValue).orElse(Double.NaN));
    metrics.showEach(Metric.INGESTION_LAG, () -> lag.map(Lag::offsetsByStation).orElse(Map.of()));
    metrics.showEach(Metric.SUPERVISOR_HEALTHY, this::healthy);
    new AwaitStop(limit, PAUSE).until(stop, this::lookForLag, say);
    // what came since the first look is compared with the journals as they are now
    ledgers.forgetJournals();
    return run();
  }

  private String lookForLag() {
    try {
      PipelineSnapshot snapshot = look();
      lag = Optional.of(lag(snapshot));
      return lag.get().toString();
    } catch (UserError e) {
      lag = Optional.empty();
      supervisors = Map.of();
      throw e;
    }
  }

  /** After trouble with the topics, as when one was made again, the next look begins anew. */
  private PipelineSnapshot look() {
    try {
      return lookOn();
    } catch (RetryableException e) {
      throw e;
    } catch (UserError e) {
      close();
      throw e;
    }
  }

  private PipelineSnapshot lookOn() {
    KafkaBroker.Topic rawTopic = broker.topic(definition.raw().topic());
    KafkaBroker.Topic aggregatedTopic = broker.topic(definition.aggregated().topic());
    SentReadings sent = ledgers.of(rawTopic.id(), rawTopic.partitions());
    TopicStations read = topics.at(rawTopic, aggregatedTopic, sent.offsets());
    List<String> notes = new ArrayList<>(sent.notes());
    topics.note().ifPresent(notes::add);
    // against the flow: what a station has must have been at the one before it
    LinkedList<Station> stations = new LinkedList<>();
    for (int i = downstream.size() - 1; i >= 0; i--) {
      stations.addFirst(downstream.get(i).read(notes));
    }
    AggregatedTopic aggregated = read.aggregated(aggregatedTopic, notes);
    stations.addFirst(aggregated);
    RawCount all = read.raw(rawTopic, notes);
    if (topics.mustBeginAnew()) {
      return lookOn();
    }
    RawCount raw = all.within(scope.windows());
    stations.addFirst(new RawTopic(raw, scope.windows().isAll()));
    lake.ifPresent(
        tables ->
            lakeOffsets =
                tables.offsetLag(
                    new LakeStations.TopicEnd(
                        definition.raw().topic(), rawTopic.id(), read.rawEnds()),
                    new LakeStations.TopicEnd(
                        definition.aggregated().topic(),
                        aggregatedTopic.id(),
                        read.aggregatedEnds()),
                    notes));
    SentReadings completed = sent.completedBy(all);
    notes.addAll(completed.notes().subList(sent.notes().size(), completed.notes().size()));
    if (!fit(completed, all)) {
      completed = completed.withWindowsOf(all);
      notes.add(
          "run ledgers count by another definition: what the raw topic has is taken for what the"
              + " windows should count; the readings of all and of each partition are compared");
    }
    if (scope.others().note() != null) {
      notes.add(0, scope.others().note());
    }
    return new PipelineSnapshot(
        new Expectation(
            definition,
            scope.windows(),
            completed.within(scope.windows()),
            raw,
            aggregated.count()),
        stations,
        druid.ingestion(),
        notes,
        topics.settled());
  }

  /** Whether the ledgers count by window as the definition does that is audited. */
  private boolean fit(SentReadings sent, RawCount raw) {
    OtherVersions others = scope.others();
    return sent.ledgers() == 0
        || others.ledgersFit()
            && (others.layouts().isEmpty() || sent.totals().dead() == raw.dead().readings());
  }

  @Override
  public void close() {
    topics.close();
    ledgers.forgetJournals();
    lake.ifPresent(LakeStations::close);
  }
}
