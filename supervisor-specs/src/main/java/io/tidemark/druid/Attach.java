package io.tidemark.druid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.model.RawDecoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
          + " Kafka at the same address; if the topic was made anew, reset the supervisor";

  private Attach() {}

  /**
   * How to attach.
   *
   * @param partitions of a topic that is missing
   * @param replicationFactor of a topic that is missing
   * @param timeout for everything together
   */
  public record Settings(int partitions, int replicationFactor, Duration timeout) {
    /** What suits one broker on one machine. */
    public static final Settings DEFAULT = new Settings(4, 1, Duration.ofMinutes(3));

    /**
     * @throws UsageError when a value is out of range
     */
    public Settings {
      between("--partitions", partitions, 10_000);
      between("--replication-factor", replicationFactor, Short.MAX_VALUE);
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
   * Creates the two topics where they are missing, hands both specs to Druid and waits until both
   * supervisors are at work and until of each topic with records a row can be queried. To do so
   * again changes nothing.
   *
   * @param kafka the settings of a Kafka client; Druid's consumers get the same
   * @param druid the router's address without a slash at its end
   * @param say is given a line for each step
   * @throws UserError when the time is up or something is wrong that waiting does not mend
   */
  public static void attach(
      StreamDefinition definition,
      Properties kafka,
      URI druid,
      Settings settings,
      Consumer<String> say) {
    Patience patience = new Patience(settings.timeout(), PAUSE, say);
    Supervisors supervisors = new Supervisors(new Router(druid));
    String raw = definition.raw().topic();
    String aggregated = definition.aggregated().topic();
    try (StreamTopics topics = new StreamTopics(kafka)) {
      ensure(topics, raw, settings, patience);
      ensure(topics, aggregated, settings, patience);
      List<ObjectNode> specs =
          List.of(
              SupervisorSpecs.raw(definition, kafka),
              SupervisorSpecs.aggregated(definition, kafka));
      supervise(supervisors, specs, patience);
      awaitRows(topics, supervisors, raw, reading(definition), patience);
      awaitRows(topics, supervisors, aggregated, value -> value != null, patience);
    }
  }

  /**
   * Ends both supervisors and waits until they and their tasks are gone. StreamTopics and rows
   * stay.
   *
   * @param druid the router's address without a slash at its end
   * @param say is given a line for each step
   * @throws UserError when the time is up or Druid refuses
   */
  public static void detach(
      StreamDefinition definition, URI druid, Duration timeout, Consumer<String> say) {
    Patience patience = new Patience(timeout, PAUSE, say);
    Supervisors supervisors = new Supervisors(new Router(druid));
    List<String> ids = List.of(definition.raw().topic(), definition.aggregated().topic());
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

  private static void ensure(
      StreamTopics topics, String topic, Settings settings, Patience patience) {
    long start = System.nanoTime();
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
              topics.create(topic, settings.partitions(), (short) settings.replicationFactor());
              throw new NotYet("it was created and is not known to all yet");
            });
    String how =
        created[0]
            ? "created, " + partitions + " partitions"
            : partitions + " partitions, left as it is";
    patience.done("topic " + topic + ": " + how, start);
  }

  /** Hands specs in and waits until their supervisors are at work. */
  static void supervise(Supervisors supervisors, List<ObjectNode> specs, Patience patience) {
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
    for (ObjectNode spec : specs) {
      long since = System.nanoTime();
      String what = "supervisor " + id(spec);
      String state = patience.await(what, SEE_SUPERVISOR, () -> supervisors.health(id(spec)));
      patience.done(what + ": healthy, " + state, since);
    }
  }

  private static void post(Supervisors supervisors, ObjectNode spec, Patience patience) {
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

  private static void awaitRows(
      StreamTopics topics,
      Supervisors supervisors,
      String topic,
      Predicate<byte[]> counts,
      Patience patience) {
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
    Reading into = new Reading(definition.raw());
    return value -> decoder.decode(value, into) == null && !into.heartbeat();
  }

  private static String id(ObjectNode spec) {
    return spec.at("/spec/dataSchema/dataSource").textValue();
  }
}
