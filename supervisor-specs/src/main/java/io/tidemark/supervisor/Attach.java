package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
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

/** Brings a stream's topics into Druid, and takes them off again. */
public final class Attach {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final String SEE_KAFKA =
      "start Kafka or give its address with --kafka; the address that the broker advertises must be"
          + " reachable from here too";
  private static final String SEE_DRUID =
      "start Druid or give its router's address with --druid, more time with --timeout";
  private static final String SEE_SUPERVISOR =
      "look at the supervisor in Druid's console and at the log of its tasks; Druid must reach"
          + " Kafka at the same address";

  private Attach() {}

  /**
   * How to attach.
   *
   * @param partitions of a topic that is missing
   * @param replicationFactor of a topic that is missing
   * @param taskCount tasks of each supervisor that share the partitions of its topic
   * @param taskReplicas tasks of each supervisor that read the same, so that one may die unnoticed
   * @param reset whether the supervisors forget how far they have read
   * @param timeout for everything together
   */
  public record Settings(
      int partitions,
      int replicationFactor,
      int taskCount,
      int taskReplicas,
      boolean reset,
      Duration timeout) {
    /** What suits one broker on one machine. */
    public static final Settings DEFAULT = new Settings(4, 1, 1, 1, false, Duration.ofMinutes(3));

    /**
     * @throws UsageError when a value is out of range
     */
    public Settings {
      between("--partitions", partitions, 10_000);
      between("--replication-factor", replicationFactor, Short.MAX_VALUE);
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
   * Creates the raw topic, those of the windows and of the dead letters where they are missing,
   * hands the specs to Druid and waits until the supervisors are at work and until of each topic
   * with records a row can be queried. To do so again changes nothing, unless a reset is asked for.
   *
   * @param kafka the settings of a Kafka client; Druid's consumers get the same
   * @param say is given a line for each step
   * @throws UserError when the time is up or something is wrong that waiting does not mend
   */
  public static void attach(
      StreamDefinition definition,
      Properties kafka,
      DruidClient druid,
      Settings settings,
      Consumer<String> say) {
    Deadline patience = new Deadline(settings.timeout(), PAUSE, say);
    Supervisors supervisors = new Supervisors(druid);
    String raw = definition.raw().topic();
    List<String> aggregated = definition.aggregatedTopics();
    try (StreamTopics topics = new StreamTopics(kafka)) {
      short replicas = (short) settings.replicationFactor();
      // a record's timestamp is then when it arrived, by which the future is told from the present
      NewTopic arrivals =
          new NewTopic(raw, settings.partitions(), replicas).configs(StreamTopics.ARRIVAL_TIME);
      int partitions = ensure(topics, arrivals, patience);
      sayTimestamps(topics, raw, patience, say);
      for (String topic : aggregated) {
        ensure(topics, new NewTopic(topic, settings.partitions(), replicas), patience);
      }
      NewTopic letters =
          new NewTopic(definition.deadLetterTopic(), partitions, replicas)
              .configs(StreamTopics.ROOM_FOR_A_LETTER);
      ensure(topics, letters, patience);
      List<ObjectNode> specs = specs(definition, kafka, settings);
      handIn(supervisors, specs, patience);
      if (settings.reset()) {
        reset(supervisors, definition.datasources(), patience, say);
      }
      awaitHealth(supervisors, specs, patience);
      for (String topic : definition.datasources()) {
        requireOffsets(topics, supervisors, topic, settings.reset(), patience);
      }
      awaitRows(topics, supervisors, raw, reading(definition), patience);
      for (String topic : aggregated) {
        awaitRows(topics, supervisors, topic, value -> value != null, patience);
      }
    }
  }

  /** The specs of these topics, with as many tasks as the settings say. */
  static List<ObjectNode> specs(StreamDefinition definition, Properties kafka, Settings settings) {
    List<ObjectNode> specs = new ArrayList<>(List.of(SupervisorSpecs.raw(definition, kafka)));
    definition.single().forEach(one -> specs.add(SupervisorSpecs.aggregated(one, kafka)));
    for (ObjectNode spec : specs) {
      spec.withObject("/spec/ioConfig")
          .put("taskCount", settings.taskCount())
          .put("replicas", settings.taskReplicas());
    }
    return specs;
  }

  /**
   * Ends the stream's supervisors and waits until they and their tasks are gone. Topics and rows
   * stay.
   *
   * @param say is given a line for each step
   * @throws UserError when the time is up or Druid refuses
   */
  public static void detach(
      StreamDefinition definition, DruidClient druid, Duration timeout, Consumer<String> say) {
    Deadline patience = new Deadline(timeout, PAUSE, say);
    Supervisors supervisors = new Supervisors(druid);
    List<String> ids = definition.datasources();
    for (String id : ids) {
      long start = System.nanoTime();
      String what = "supervisor " + id;
      boolean was = patience.await(what, SEE_DRUID, () -> supervisors.terminate(id));
      patience.done(what + (was ? ": terminated" : ": there is none"), start);
    }
    for (String id : ids) {
      long start = System.nanoTime();
      String what = "supervisor " + id;
      patience.await(
          "the end of " + what,
          "its tasks publish what they have; look at their log",
          () -> {
            supervisors.gone(id);
            return null;
          });
      patience.done(what + ": gone", start);
    }
  }

  /** Creates a topic if it is missing and returns how many partitions it has. */
  private static int ensure(StreamTopics topics, NewTopic wanted, Deadline patience) {
    long start = System.nanoTime();
    String topic = wanted.name();
    boolean[] created = {false};
    int partitions =
        patience.await(
            "topic " + topic,
            SEE_KAFKA,
            () -> {
              int found = topics.partitions(topic);
              if (found > 0) {
                return found;
              }
              // before it is asked for: the answer can be lost though the topic is made
              created[0] = true;
              topics.create(wanted);
              throw new RetryableException("it was created and is not known to all yet");
            });
    String how =
        created[0]
            ? "created, " + partitions + " partitions"
            : partitions + " partitions, left as it is";
    patience.done("topic " + topic + ": " + how, start);
    return partitions;
  }

  private static void sayTimestamps(
      StreamTopics topics, String raw, Deadline patience, Consumer<String> say) {
    boolean byProducer =
        patience
            .await("topic " + raw, SEE_KAFKA, () -> topics.stampsArrival(raw))
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

  /** Waits for the Overlord and hands specs in. */
  static void handIn(Supervisors supervisors, List<ObjectNode> specs, Deadline patience) {
    long start = System.nanoTime();
    patience.await(
        "Druid's Overlord",
        SEE_DRUID,
        () -> {
          supervisors.ready();
          return null;
        });
    patience.done("Druid's Overlord: ready", start);
    for (ObjectNode spec : specs) {
      post(supervisors, spec, patience);
    }
  }

  /** Lets supervisors begin at the beginning of their topics, after it has said what that means. */
  static void reset(
      Supervisors supervisors, List<String> ids, Deadline patience, Consumer<String> say) {
    say.accept(
        "--reset: the supervisors forget how far they have read and begin at the beginning of"
            + " their topics; the rows that Druid has stay, so records that it has read already"
            + " would stand twice");
    for (String id : ids) {
      long start = System.nanoTime();
      patience.await(
          "supervisor " + id,
          SEE_DRUID,
          () -> {
            supervisors.reset(id);
            return null;
          });
      patience.done("supervisor " + id + ": reset", start);
    }
  }

  /** Waits until the supervisors of specs are at work. */
  static void awaitHealth(Supervisors supervisors, List<ObjectNode> specs, Deadline patience) {
    for (ObjectNode spec : specs) {
      long since = System.nanoTime();
      String what = "supervisor " + id(spec);
      String state = patience.await(what, SEE_SUPERVISOR, () -> supervisors.health(id(spec)));
      patience.done(what + ": healthy, " + state, since);
    }
  }

  private static void post(Supervisors supervisors, ObjectNode spec, Deadline patience) {
    long start = System.nanoTime();
    String id = id(spec);
    String what = "supervisor " + id;
    // Druid's answer does not tell whether the spec was new to it
    Optional<String> before = patience.await(what, SEE_DRUID, () -> supervisors.version(id));
    patience.await(
        what,
        SEE_DRUID,
        () -> {
          supervisors.post(spec);
          return null;
        });
    Optional<String> after = patience.await(what, SEE_DRUID, () -> supervisors.version(id));
    String change = before.isEmpty() ? "created" : before.equals(after) ? "unchanged" : "updated";
    patience.done(what + ": " + change, start);
  }

  /**
   * Requires that a supervisor is not ahead of its topic's end: it then has read another topic of
   * that name, and waits for more records than the new one has.
   *
   * @param reset whether it was reset just now, which its status does not tell at once
   */
  private static void requireOffsets(
      StreamTopics topics,
      Supervisors supervisors,
      String topic,
      boolean reset,
      Deadline patience) {
    patience.await(
        "supervisor " + topic,
        SEE_DRUID,
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
                    + " lets the supervisors begin at the beginning of their topics (the rows that"
                    + " Druid has of the old topic stay)");
          }
          return null;
        });
  }

  /** Where offsets that were read are ahead of a topic's ends, in words; null when nowhere. */
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
      String topic,
      Predicate<byte[]> counts,
      Deadline patience) {
    long start = System.nanoTime();
    String what = "datasource " + topic;
    if (!patience.await("topic " + topic, SEE_KAFKA, () -> topics.hasRecord(topic, counts))) {
      patience.done(what + ": no records yet", start);
      return;
    }
    long rows = patience.await(what, SEE_SUPERVISOR, () -> supervisors.rows(topic));
    patience.done(what + ": answers, " + rows + " rows so far", start);
  }

  /** Whether a value is a reading: heartbeats and what is malformed need not become rows. */
  private static Predicate<byte[]> reading(StreamDefinition definition) {
    RawDecoder decoder = new RawDecoder(definition.raw());
    Reading into = definition.raw().newReading();
    return value -> decoder.decode(value, into) == null && !into.heartbeat();
  }

  private static String id(ObjectNode spec) {
    return spec.at("/spec/dataSchema/dataSource").textValue();
  }
}
