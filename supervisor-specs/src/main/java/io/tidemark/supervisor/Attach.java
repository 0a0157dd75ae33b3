package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import io.tidemark.druid.FailedTasks;
import io.tidemark.druid.StuckSupervisor;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.retry.Deadline;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.NewTopic;

/** Attaches a stream's topics to Druid. */
public final class Attach {
  static final Duration PAUSE = Duration.ofMillis(500);

  static final String KAFKA_ADVICE =
      "start Kafka or give its address with --kafka; the address that the broker advertises must be"
          + " reachable from here too";
  static final String DRUID_ADVICE =
      "start Druid or give its router's address with --druid, more time with --timeout";
  static final String SUPERVISOR_ADVICE =
      "look at the supervisor in Druid's console and at the log of its tasks; Druid must reach"
          + " Kafka at the same address";

  private Attach() {}

  /**
   * The settings of an attach.
   *
   * @param partitions of a topic that is missing
   * @param replicationFactor of a topic that is missing; 0 is 3 among 3 brokers, otherwise 1
   * @param taskCount tasks of each supervisor that share the partitions of its topic
   * @param taskReplicas tasks of each supervisor that read the same partitions, for failover
   * @param reset whether to discard the offsets of supervisors that are ahead of their topic
   * @param timeout for all steps together
   */
  public record Settings(
      int partitions,
      int replicationFactor,
      int taskCount,
      int taskReplicas,
      boolean reset,
      Duration timeout) {
    /** The settings for a stream on one machine. */
    public static final Settings DEFAULT = new Settings(4, 0, 1, 1, false, Duration.ofMinutes(3));

    /**
     * @throws UsageError when a value is out of range
     */
    public Settings {
      between("--partitions", partitions, 10_000);
      if (replicationFactor != 0) {
        between("--replication-factor", replicationFactor, Short.MAX_VALUE);
      }
      between("--task-count", taskCount, 10_000);
      between("--task-replicas", taskReplicas, 100);
      if (timeout.isZero() || timeout.isNegative()) {
        throw new UsageError("--timeout: expected more than 0, found " + timeout.toMillis() + "ms");
      }
    }

    private static void between(String option, int value, int max) {
      if (value < 1 || value > max) {
        throw new UsageError(option + ": expected 1 to " + max + ", found " + value);
      }
    }
  }

  /**
   * Creates the missing topics (raw, aggregated, dead letters), submits the specs to Druid, and
   * waits until the supervisors are healthy and each topic with records has a row that can be
   * queried. A second call changes nothing unless it resets.
   *
   * @param kafka the settings of a Kafka client
   * @param consumers the settings of Druid's consumers, with the brokers' address
   * @param say receives one line per step
   * @throws UserError when the timeout expires, or at once for an error that a retry cannot fix
   */
  public static void attach(
      StreamDefinition definition,
      Properties kafka,
      Properties consumers,
      DruidClient druid,
      Settings settings,
      Consumer<String> say) {
    Deadline deadline = new Deadline(settings.timeout(), PAUSE, say);
    Supervisors supervisors = new Supervisors(druid);
    String raw = definition.raw().topic();
    List<String> aggregated = definition.aggregatedTopics();
    try (StreamTopics topics = new StreamTopics(kafka)) {
      Replication replication = replication(topics, raw, settings, deadline);
      // the timestamp is then the arrival time, the reference for event times in the future
      int partitions =
          ensure(
              topics,
              replication.topic(raw, settings.partitions(), StreamTopics.ARRIVAL_TIME),
              deadline);
      sayTimestamps(topics, raw, deadline, say);
      for (String topic : aggregated) {
        ensure(topics, replication.topic(topic, settings.partitions(), Map.of()), deadline);
      }
      ensure(
          topics,
          replication.topic(
              definition.deadLetterTopic(), partitions, StreamTopics.DEAD_LETTER_CONFIG),
          deadline);
      List<ObjectNode> specs = specs(definition, consumers, settings);
      handIn(supervisors, specs, deadline);
      RepeatedFailures failures =
          new RepeatedFailures(
              new StuckSupervisor(definition, new KafkaBroker(kafka), druid),
              new FailedTasks(druid));
      for (String id : definition.datasources()) {
        deadline.await(
            "supervisor " + id,
            DRUID_ADVICE,
            () -> {
              failures.begin(id);
              return null;
            });
      }
      awaitHealth(supervisors, specs, failures, deadline);
      for (String topic : definition.datasources()) {
        boolean reset = settings.reset() && resetIfAhead(topics, supervisors, topic, deadline, say);
        requireOffsets(topics, supervisors, topic, reset, deadline);
      }
      awaitRows(topics, supervisors, failures, raw, reading(definition), deadline);
      for (String topic : aggregated) {
        awaitRows(topics, supervisors, failures, topic, value -> value != null, deadline);
      }
    }
  }

  /** The specs of a stream's topics, with the task counts of the settings. */
  static List<ObjectNode> specs(
      StreamDefinition definition, Properties consumers, Settings settings) {
    List<ObjectNode> specs = new ArrayList<>(List.of(SupervisorSpecs.raw(definition, consumers)));
    definition.single().forEach(one -> specs.add(SupervisorSpecs.aggregated(one, consumers)));
    for (ObjectNode spec : specs) {
      spec.withObject("/spec/ioConfig")
          .put("taskCount", settings.taskCount())
          .put("replicas", settings.taskReplicas());
    }
    return specs;
  }

  /** The replicas of a new topic, by the settings or else by the brokers that run. */
  static Replication replication(
      StreamTopics topics, String topic, Settings settings, Deadline deadline) {
    return settings.replicationFactor() > 0
        ? new Replication(settings.replicationFactor())
        : Replication.among(deadline.await("topic " + topic, KAFKA_ADVICE, topics::brokers));
  }

  /** Creates a topic if it is missing and returns its number of partitions. */
  private static int ensure(StreamTopics topics, NewTopic wanted, Deadline deadline) {
    long start = System.nanoTime();
    String what = "topic " + wanted.name();
    int found = deadline.await(what, KAFKA_ADVICE, () -> topics.partitions(wanted.name()));
    if (found > 0) {
      deadline.done(what + ": " + found + " partitions, left as it is", start);
      return found;
    }
    int created = deadline.await(what, KAFKA_ADVICE, () -> topics.create(wanted));
    String how = ": created, " + created + " partitions" + Replication.words(wanted);
    deadline.done(what + how, start);
    return created;
  }

  private static void sayTimestamps(
      StreamTopics topics, String raw, Deadline deadline, Consumer<String> say) {
    boolean byProducer =
        deadline
            .await("topic " + raw, KAFKA_ADVICE, () -> topics.stampsArrival(raw))
            .map(arrival -> !arrival)
            .orElse(false);
    if (byProducer) {
      say.accept(
          "topic "
              + raw
              + ": its records bear the producer's time, not that of their arrival"
              + " (message.timestamp.type=CreateTime); left as it is, and how far an event time may"
              + " be ahead is measured from the producer's clock");
    }
  }

  /** Waits for the Overlord and submits specs. */
  static void handIn(Supervisors supervisors, List<ObjectNode> specs, Deadline deadline) {
    long start = System.nanoTime();
    deadline.await(
        "Druid's Overlord",
        DRUID_ADVICE,
        () -> {
          supervisors.ready();
          return null;
        });
    deadline.done("Druid's Overlord: ready", start);
    for (ObjectNode spec : specs) {
      post(supervisors, spec, deadline);
    }
  }

  /**
   * Resets a supervisor to the start of its topic if it is ahead of the topic's end, because the
   * topic was made again. Any other would read its records a second time.
   *
   * @return whether it was reset
   */
  private static boolean resetIfAhead(
      StreamTopics topics,
      Supervisors supervisors,
      String topic,
      Deadline deadline,
      Consumer<String> say) {
    String ahead =
        deadline
            .await(
                "supervisor " + topic,
                DRUID_ADVICE,
                () -> {
                  Map<Integer, Long> read = supervisors.work(topic).offsets();
                  return Optional.ofNullable(ahead(read, topics.ends(topic)));
                })
            .orElse(null);
    if (ahead == null) {
      say.accept(
          "supervisor "
              + topic
              + ": not reset, because its offsets are those of its topic; './tidemark reset' begins"
              + " anew with all of the stream");
      return false;
    }
    reset(supervisors, topic, ahead, deadline, say);
    return true;
  }

  /** Explains the effect of a reset, then resets a supervisor to the start of its topic. */
  static void reset(
      Supervisors supervisors, String id, String ahead, Deadline deadline, Consumer<String> say) {
    say.accept(
        "supervisor "
            + id
            + ": "
            + ahead
            + ", so its topic was made again; it begins at the beginning of the new one, and the rows"
            + " of the old one stay in Druid");
    long start = System.nanoTime();
    deadline.await(
        "supervisor " + id,
        DRUID_ADVICE,
        () -> {
          supervisors.reset(id);
          return null;
        });
    deadline.done("supervisor " + id + ": reset", start);
  }

  /** Waits until the supervisors of the specs are healthy. */
  static void awaitHealth(
      Supervisors supervisors,
      List<ObjectNode> specs,
      RepeatedFailures failures,
      Deadline deadline) {
    for (ObjectNode spec : specs) {
      long since = System.nanoTime();
      String what = "supervisor " + id(spec);
      String state =
          deadline.await(
              what,
              SUPERVISOR_ADVICE,
              () -> failures.watch(id(spec), () -> supervisors.health(id(spec))));
      deadline.done(what + ": healthy, " + state, since);
    }
  }

  private static void post(Supervisors supervisors, ObjectNode spec, Deadline deadline) {
    long start = System.nanoTime();
    String id = id(spec);
    String what = "supervisor " + id;
    // Druid's answer does not contain whether the spec was new
    Optional<String> before = deadline.await(what, DRUID_ADVICE, () -> supervisors.version(id));
    deadline.await(
        what,
        DRUID_ADVICE,
        () -> {
          supervisors.post(spec);
          return null;
        });
    Optional<String> after = deadline.await(what, DRUID_ADVICE, () -> supervisors.version(id));
    String change = before.isEmpty() ? "created" : before.equals(after) ? "unchanged" : "updated";
    deadline.done(what + ": " + change, start);
  }

  /**
   * Requires that a supervisor is not ahead of its topic's end. Otherwise it has read an earlier
   * topic of that name, and waits for offsets that the new topic does not have.
   *
   * @param reset whether it was just reset; its status shows that with a delay
   */
  private static void requireOffsets(
      StreamTopics topics,
      Supervisors supervisors,
      String topic,
      boolean reset,
      Deadline deadline) {
    deadline.await(
        "supervisor " + topic,
        DRUID_ADVICE,
        () -> {
          // in this order: the end moves on, and what is read never passes it
          Map<Integer, Long> read = supervisors.work(topic).offsets();
          String ahead = ahead(read, topics.ends(topic));
          if (ahead != null && reset) {
            throw new RetryableException("it is still " + ahead);
          }
          if (ahead != null) {
            throw new UserError(
                "the topic "
                    + topic
                    + " was deleted and made again: its supervisor in Druid is "
                    + ahead
                    + ", and waits for what comes after; run './tidemark attach --reset', which"
                    + " lets this supervisor begin at the beginning of its topic (the rows that Druid"
                    + " has of the old topic stay), or './tidemark reset', which begins anew with all"
                    + " of the stream");
          }
          return null;
        });
  }

  /** Describes the first offset that is ahead of a topic's end; null when there is none. */
  static String ahead(Map<Integer, Long> read, Map<Integer, Long> ends) {
    for (Map.Entry<Integer, Long> offset : read.entrySet()) {
      long end = ends.getOrDefault(offset.getKey(), 0L);
      if (offset.getValue() > end) {
        return "at offset "
            + offset.getValue()
            + " of partition "
            + offset.getKey()
            + ", which ends at "
            + end;
      }
    }
    return null;
  }

  private static void awaitRows(
      StreamTopics topics,
      Supervisors supervisors,
      RepeatedFailures failures,
      String topic,
      Predicate<byte[]> counts,
      Deadline deadline) {
    long start = System.nanoTime();
    String what = "datasource " + topic;
    if (!deadline.await("topic " + topic, KAFKA_ADVICE, () -> topics.hasRecord(topic, counts))) {
      deadline.done(what + ": no records yet", start);
      return;
    }
    long rows =
        deadline.await(
            what, SUPERVISOR_ADVICE, () -> failures.watch(topic, () -> supervisors.rows(topic)));
    deadline.done(what + ": answers, " + rows + " rows so far", start);
  }

  /** Whether a value is a reading; heartbeats and malformed records become no rows. */
  private static Predicate<byte[]> reading(StreamDefinition definition) {
    RawDecoder decoder = new RawDecoder(definition.raw());
    Reading into = definition.raw().newReading();
    return value -> decoder.decode(value, 1, into) == null && !into.heartbeat();
  }

  static String id(ObjectNode spec) {
    return spec.at("/spec/dataSchema/dataSource").textValue();
  }
}
