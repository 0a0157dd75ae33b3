package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.CheckpointOption;
import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.doctor.CheckpointFolder.Position;
import io.tidemark.doctor.record.ReadingSample;
import io.tidemark.doctor.record.RecordProbe;
import io.tidemark.doctor.record.RecordProbe.Range;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidForbidden;
import io.tidemark.druid.DruidReader;
import io.tidemark.druid.FailedTasks;
import io.tidemark.druid.FailedTasks.Failure;
import io.tidemark.druid.StuckSupervisor;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.RefusalReasons;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.process.AvailableMemory;
import io.tidemark.process.ProjectRoot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Node;

/**
 * Checks all parts of a stream's pipeline in sequence. A failed check does not stop the others. A
 * check whose precondition is missing is reported as skipped. Nothing is modified.
 */
final class Doctor implements AutoCloseable {
  /** So many records of each partition show what a topic has. */
  private static final int NEWEST = 200;

  private static final int REASONS = 2;
  private static final String OVERLORD = "/druid/indexer/v1";

  private final StreamDefinition definition;
  private final Properties kafka;
  private final DruidProbe druid;
  private final String checkpoint;
  private final Path ledgers;

  /** The newest records of the raw topic; null before they are read. */
  private ReadingSample sample;

  private final BooleanSupplier localStackRuns;
  private final Consumer<Check> results;

  // results that later checks need; null while missing
  private BrokerProbe brokers;
  private Collection<Node> nodes;
  private DruidProbe router;
  private DruidProbe overlord;
  private Position position;
  private final Map<String, TopicState> topics = new TreeMap<>();
  private final Map<String, Optional<SupervisorState>> supervisors = new TreeMap<>();

  /**
   * @param kafka Kafka client settings, with the address
   * @param checkpoint the job's folder, or null for its default
   * @param ledgers the folder of the run ledgers
   * @param localStackRuns whether the local stack of this project is up and already uses its memory
   * @param results receives each check when it is done
   */
  Doctor(
      StreamDefinition definition,
      Properties kafka,
      DruidReader druid,
      String checkpoint,
      Path ledgers,
      BooleanSupplier localStackRuns,
      Consumer<Check> results) {
    this.definition = definition;
    this.kafka = kafka;
    this.druid = new DruidProbe(druid);
    this.checkpoint = checkpoint;
    this.ledgers = ledgers;
    this.localStackRuns = localStackRuns;
    this.results = results;
  }

  /** Runs all checks, in the order of their dependencies. */
  void examine() {
    String raw = definition.raw().topic();
    List<String> aggregated = definition.aggregatedTopics();
    List<String> datasources = definition.datasources();
    TopicChecks judge = new TopicChecks(bootstrapServers());

    check(
        "java",
        name ->
            MachineChecks.java(name, Runtime.version(), Path.of(System.getProperty("java.home"))));
    check("memory", this::memory);
    check("disk", name -> MachineChecks.disk(name, ProjectRoot.current().resolve(".tidemark")));
    check("kafka", this::kafka);
    check("advertised", this::advertised);
    check("topic raw", name -> topic(name, raw, judge::raw));
    for (String topic : aggregated) {
      check("topic " + called(topic), name -> topic(name, topic, judge::aggregated));
    }
    check(
        "topic dead-letter", name -> topic(name, definition.deadLetterTopic(), judge::deadLetters));
    check("readings", name -> TopicChecks.readings(name, definition, sample()));
    check("run ledgers", this::runs);
    check("dead letters", this::deadLetters);
    check("clock of Kafka", this::kafkaClock);
    check("clock of Druid", this::druidClock);
    check("checkpoint", this::checkpoint);
    check("watermark", this::watermark);
    check("druid", this::druid);
    check("overlord", this::overlord);
    check("worker slots", name -> slots(name, datasources));
    check("supervisor raw", name -> supervisor(name, raw, true));
    for (String topic : aggregated) {
      check("supervisor " + called(topic), name -> supervisor(name, topic, false));
    }
    check("segments", name -> segments(name, datasources));
  }

  /** The check's name: with one kind of windows, the topic is not part of it. */
  private String called(String topic) {
    return definition.aggregates().size() == 1 ? "aggregated" : topic;
  }

  private void check(String name, Function<String, Check> check) {
    results.accept(guarded(name, check));
  }

  private static Check guarded(String name, Function<String, Check> check) {
    try {
      return check.apply(name);
    } catch (SkippedCheck e) {
      return Check.look(name, "not checked: " + e.getMessage(), e.advice());
    } catch (DruidForbidden e) {
      Check denied = Check.trouble(name, e);
      return Check.look(name, "not checked: " + denied.found(), denied.advice());
    } catch (UserError e) {
      return Check.trouble(name, e);
    } catch (RuntimeException e) {
      return Check.look(
          name, "this check failed: " + RootCause.line(e), "report it to the authors");
    }
  }

  private Check memory(String name) {
    return MachineChecks.memory(name, AvailableMemory.available(), localStackRuns.getAsBoolean());
  }

  private Check kafka(String name) {
    BrokerProbe connected = new BrokerProbe(kafka, BrokerProbe.TIMEOUT);
    try {
      nodes = connected.nodes();
    } catch (RuntimeException e) {
      connected.close();
      throw e;
    }
    brokers = connected;
    return Check.fine(
        name, HumanFormat.count(nodes.size(), "broker") + " behind " + bootstrapServers());
  }

  private Check advertised(String name) {
    brokers();
    AdvertisedAddresses addresses = AdvertisedAddresses.tried(nodes);
    if (addresses.none()) {
      close();
    }
    return addresses.check(name);
  }

  private Check topic(String name, String topic, BiFunction<String, TopicState, Check> judge) {
    Optional<TopicState> found = brokers().topic(topic);
    found.ifPresent(state -> topics.put(topic, state));
    return found
        .map(state -> judge.apply(name, state))
        .orElseGet(() -> TopicChecks.missing(name, topic));
  }

  private ReadingSample sample() {
    if (sample == null) {
      ReadingSample newest = new ReadingSample(definition);
      newest(requireTopic(definition.raw().topic(), "topic raw")).forEach(newest::add);
      sample = newest;
    }
    return sample;
  }

  private Check runs(String name) {
    String id = requireTopic(definition.raw().topic(), "topic raw").id();
    var journals = RunJournals.of(ledgers, definition.name(), id);
    return TopicChecks.runs(name, definition, journals, sample().endsWithHeartbeats());
  }

  private Check deadLetters(String name) {
    TopicState letters = requireTopic(definition.deadLetterTopic(), "topic dead-letter");
    TopicState raw = requireTopic(definition.raw().topic(), "topic raw");
    RefusalReasons reasons = new RefusalReasons();
    for (ConsumerRecord<byte[], byte[]> record : newest(letters)) {
      try {
        reasons.add(DeadLetter.of(record));
      } catch (IllegalArgumentException e) {
        // another program's record; the audit counts those
        continue;
      }
    }
    return TopicChecks.deadLetters(
        name, definition, size(letters), size(raw), reasons.commonest(REASONS));
  }

  private long size(TopicState topic) {
    return ranges(topic).values().stream().mapToLong(range -> range.end() - range.begin()).sum();
  }

  private List<ConsumerRecord<byte[], byte[]>> newest(TopicState topic) {
    try (RecordProbe records = brokers().records()) {
      return records.newest(topic.name(), ranges(topic), NEWEST);
    }
  }

  private Check kafkaClock(String name) {
    TopicState raw = requireTopic(definition.raw().topic(), "topic raw");
    OptionalLong newest = brokers().newestTimestamp(raw);
    return ClockChecks.kafka(name, raw, newest, System.currentTimeMillis());
  }

  private Check druidClock(String name) {
    Instant sent = Instant.now();
    DruidAnswer answer;
    try {
      answer = druid.get("/status/health");
    } catch (UserError e) {
      throw SkippedCheck.because("no Druid", "druid");
    }
    Instant received = Instant.now();
    Instant reported =
        answer
            .date()
            .orElseThrow(
                () -> new SkippedCheck(druid.address() + " sends no time", "check it by hand"));
    return ClockChecks.druid(name, reported, sent, received);
  }

  private Check checkpoint(String name) {
    String topic = definition.raw().topic();
    Optional<TopicState> raw = Optional.ofNullable(topics.get(topic));
    CheckpointFolder folder =
        CheckpointFolder.named(
            checkpoint != null
                ? checkpoint
                : CheckpointOption.usual(definition.name(), requireTopic(topic, "topic raw").id()));
    CheckpointCheck check = new CheckpointCheck(name, definition, folder);
    return check
        .unusable(raw.map(TopicState::id))
        .orElseGet(
            () -> {
              Optional<Position> found = folder.position(topic);
              found.ifPresent(at -> position = at);
              return check.progress(found, raw.map(this::ranges), System.currentTimeMillis());
            });
  }

  private Check watermark(String name) {
    if (position == null) {
      throw SkippedCheck.because("no checkpoint to go on from", "checkpoint");
    }
    return WatermarkCheck.check(
        name, definition.aggregated(), position, System.currentTimeMillis());
  }

  private Check druid(String name) {
    DruidAnswer status = druid.get("/status");
    if (status.isForbidden()) {
      // a login without STATE READ may still see supervisors
      router = druid;
    }
    status.requireAllowed();
    Check check = DruidChecks.router(name, druid.address(), status);
    router = check.verdict() == CheckStatus.FINE ? druid : null;
    return check;
  }

  private Check overlord(String name) {
    DruidAnswer leader = router().get(OVERLORD + "/leader");
    if (leader.isForbidden()) {
      overlord = router;
    }
    leader.requireAllowed();
    Check check = DruidChecks.overlord(name, leader);
    overlord = check.verdict() == CheckStatus.FINE ? router : null;
    return check;
  }

  private Check slots(String name, List<String> ids) {
    JsonNode workers = overlord().find(OVERLORD + "/workers").orElseThrow();
    return DruidChecks.slots(name, workers, ids.stream().map(this::supervisor).toList());
  }

  private Check supervisor(String name, String id, boolean heartbeats) {
    SupervisorCheck check = new SupervisorCheck(name, druid.address());
    Optional<SupervisorState> found = supervisor(id);
    // after the supervisor, so that the end offset is not before the current offset of a task
    Optional<Map<Integer, Range>> ranges =
        found.flatMap(state -> Optional.ofNullable(topics.get(id))).map(this::ranges);
    if (found.isEmpty()) {
      return check.missing(id);
    }
    Check whole = check.check(found.get(), ranges, heartbeats);
    return ranges
        .flatMap(read -> stuck(found.get(), read))
        .map(explanation -> check.failing(whole, explanation))
        .orElse(whole);
  }

  /** Names the record on which the tasks of a supervisor fail again and again. */
  private Optional<String> stuck(SupervisorState supervisor, Map<Integer, Range> ranges) {
    if (SupervisorCheck.isAtTheEnd(supervisor, ranges)) {
      return Optional.empty();
    }
    FailedTasks tasks = new FailedTasks(druid.reader());
    List<Failure> failures = tasks.of(supervisor.id());
    // after a skip the failed tasks stay listed until a task succeeds
    return failures.isEmpty() || supervisor.beganElsewhere(tasks.began(failures.get(0).task()))
        ? Optional.empty()
        : new StuckSupervisor(definition, new KafkaBroker(kafka), druid.reader())
            .explain(supervisor.id(), failures);
  }

  /** The supervisor's state, read once and before the topic's offsets. */
  private Optional<SupervisorState> supervisor(String id) {
    DruidProbe overlord = overlord();
    return supervisors.computeIfAbsent(id, missing -> SupervisorState.read(overlord, id));
  }

  private Check segments(String name, List<String> datasources) {
    JsonNode left = router().find("/druid/coordinator/v1/loadstatus?simple").orElseThrow();
    return DruidChecks.segments(name, left, druid.reader(), datasources);
  }

  private Map<Integer, Range> ranges(TopicState topic) {
    return brokers().ranges(topic);
  }

  private String bootstrapServers() {
    return kafka.getProperty("bootstrap.servers");
  }

  private BrokerProbe brokers() {
    if (brokers == null) {
      throw SkippedCheck.because("no Kafka", nodes == null ? "kafka" : "advertised");
    }
    return brokers;
  }

  private TopicState requireTopic(String topic, String check) {
    brokers();
    TopicState found = topics.get(topic);
    if (found == null) {
      throw SkippedCheck.because("no topic " + topic, check);
    }
    return found;
  }

  private DruidProbe router() {
    if (router == null) {
      throw SkippedCheck.because("no Druid", "druid");
    }
    return router;
  }

  private DruidProbe overlord() {
    router();
    if (overlord == null) {
      throw SkippedCheck.because("no overlord", "overlord");
    }
    return overlord;
  }

  @Override
  public void close() {
    if (brokers != null) {
      brokers.close();
      brokers = null;
    }
  }
}
