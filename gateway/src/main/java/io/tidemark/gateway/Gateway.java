package io.tidemark.gateway;

import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UserError;
import io.tidemark.gateway.http.GatewayHandler;
import io.tidemark.gateway.http.HttpListener;
import io.tidemark.gateway.http.StreamLog;
import io.tidemark.gateway.produce.RecordSender;
import io.tidemark.gateway.send.PendingBytes;
import io.tidemark.gateway.send.RunningJournal;
import io.tidemark.gateway.send.StreamIntake;
import io.tidemark.gateway.send.TopicWriter;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.identity.RecordedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/** A gateway that listens until it is stopped, and then has the ledgers of what it took. */
final class Gateway implements AutoCloseable {
  /** Between two looks at what is still at work. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Duration TO_KNOW_A_TOPIC = Duration.ofSeconds(30);

  /** How many of the longest bodies are in memory at least. */
  private static final long BODIES = 4;

  private final GatewaySettings settings;
  private final RecordSender sender;
  private final TopicWriter writer;
  private final List<StreamIntake> intakes = new ArrayList<>();
  private final GatewayHandler handler;
  private final HttpListener listener;

  /**
   * Opens the address.
   *
   * @param topics the state of the raw topic of a stream
   * @param sender is closed with the gateway
   * @param say receives messages for the user
   * @throws UserError when it cannot listen there
   */
  Gateway(
      List<StreamDefinition> streams,
      Function<StreamDefinition, RawTopicState> topics,
      RecordSender sender,
      GatewaySettings settings,
      Metrics metrics,
      Consumer<String> say) {
    this.settings = settings;
    this.sender = sender;
    writer =
        new TopicWriter(sender, settings.maxPending(), System::nanoTime, System::currentTimeMillis);
    List<StreamLog> logs = new ArrayList<>();
    for (StreamDefinition stream : streams) {
      writer.awaitTopic(stream.raw().topic(), TO_KNOW_A_TOPIC);
      StreamIntake intake =
          new StreamIntake(
              stream,
              topics.apply(stream),
              new StreamIntake.Rules(
                  settings.limits(), settings.longest(), settings.deadLetters(), inLedger()),
              writer,
              System::currentTimeMillis);
      StreamLog log =
          new StreamLog(
              intake, settings.requests(), e -> say.accept("a request failed unexpectedly: " + e));
      show(metrics.ofStream(stream.name()), intake, log);
      intakes.add(intake);
      logs.add(log);
    }
    long bodies = Math.max(settings.maxPending(), BODIES * settings.requests().body());
    handler = new GatewayHandler(logs, writer, new PendingBytes(bodies), settings.token(), metrics);
    listener = new HttpListener(settings.host(), settings.port(), settings.tls(), handler);
  }

  private static void show(Metrics metrics, StreamIntake intake, StreamLog log) {
    metrics.show(Metric.READINGS_SENT, intake::sent);
    metrics.show(Metric.READINGS_FAILED, intake::failures);
    metrics.show(Metric.PENDING, intake::pending);
    metrics.show(
        Metric.EVENT_TIME,
        () -> intake.latest().isEmpty() ? Double.NaN : intake.latest().getAsLong() / 1000.0);
    metrics.showEach(Metric.REQUESTS, log::answers);
  }

  private Map<String, String> inLedger() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("gateway", settings.host() + ":" + settings.port());
    shown.put("on-refused", settings.deadLetters() ? "dead-letter" : "reject");
    shown.putAll(TimeLimitOptions.settings(settings.limits()));
    shown.put(RecordedProcess.SETTING, RecordedProcess.current().text());
    return shown;
  }

  /** The address for clients. */
  String address() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return (settings.tls() == null ? "http://" : "https://") + host + ":" + listener.port();
  }

  /**
   * Says from now on that the gateway is not ready, or is again.
   *
   * @param topic that is missing; empty when all are there
   */
  void setMissing(Optional<String> topic) {
    handler.setProblem(topic.map(name -> "the topic " + name + " is missing").orElse(null));
  }

  /** Why it can send nothing any more; empty as long as it can. */
  Optional<String> failure() {
    return Optional.ofNullable(sender.problem());
  }

  /**
   * Takes no new readings, waits until those at work are answered, and ends the sender.
   *
   * @param limit how long to wait for Kafka; what it has not acknowledged then is in no ledger, and
   *     its clients got no 200
   * @param closeWindows whether to close the windows of what was sent
   * @return the ledgers of the streams that got readings
   */
  List<RunLedger> stop(Duration limit, boolean closeWindows) {
    handler.stopTaking();
    long end = System.nanoTime() + limit.toNanos();
    while (writer.batches() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE);
    }
    if (closeWindows && writer.batches() == 0) {
      intakes.forEach(StreamIntake::closeWindows);
    }
    writer.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    listener.close();
    return intakes.stream().filter(intake -> !intake.isEmpty()).map(StreamIntake::ledger).toList();
  }

  /** The journals of all streams. */
  List<RunningJournal> journals(Path folder) {
    return intakes.stream().map(intake -> intake.journal(folder)).toList();
  }

  /** Ends it at once, after a failure. */
  @Override
  public void close() {
    writer.close(Duration.ZERO);
    listener.close();
  }
}
