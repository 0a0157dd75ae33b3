package io.tidemark.generator;

import io.tidemark.cli.Metric;
import io.tidemark.cli.Metrics;
import io.tidemark.cli.Progress;
import io.tidemark.cli.UserError;
import io.tidemark.generator.GeneratorOptions.ClockKind;
import io.tidemark.model.Durations;
import io.tidemark.model.Ledger;
import io.tidemark.model.RawEncoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One run: floods the raw topic for a fixed duration, closes the windows and accounts for it all.
 */
public final class Generator {
  /** How many readings share a look at whether the progress line is due. */
  private static final int READINGS_A_LOOK = 64;

  /** To put a line into words takes as long as to send some readings. */
  private static final long NANOS_A_LINE = 100_000_000;

  /** Later than any clock on which these runs take place. */
  private static final long BEYOND_TODAY = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  /**
   * What has been sent until now, for another thread to look at.
   *
   * @param start of the run, epoch milliseconds
   */
  private record Sent(
      long start, LongSupplier acknowledged, LongSupplier failed, Supplier<Ledger.Faults> faults) {
    private static final Sent NOTHING = new Sent(0, () -> 0, () -> 0, () -> Ledger.Faults.NONE);
  }

  private final StreamDefinition definition;
  private final GeneratorOptions options;
  private final Properties client;
  private final Consumer<String> say;
  private final Clock wall = Clock.systemUTC();
  private volatile boolean stop;
  private volatile Sent sent = Sent.NOTHING;

  /**
   * Event time of the last reading, milliseconds since the start of the run; -1 before the first.
   */
  private final AtomicLong offset = new AtomicLong(-1);

  /**
   * @param client Kafka client settings, with the address
   * @param say takes lines for the person who watches
   * @throws io.tidemark.cli.UsageError when an option is wrong
   */
  public Generator(
      StreamDefinition definition,
      GeneratorOptions options,
      Properties client,
      Consumer<String> say) {
    options.check(definition);
    this.definition = definition;
    this.options = options;
    this.client = client;
    this.say = say;
  }

  /** Ends the run early; it still closes its windows and writes its ledger. */
  public void stop() {
    stop = true;
  }

  /** Shows what the run has done so far, also before it begins. */
  public void show(Metrics metrics) {
    metrics.show(Metric.READINGS_SENT, () -> sent.acknowledged().getAsLong());
    metrics.show(Metric.READINGS_FAILED, () -> sent.failed().getAsLong());
    metrics.showEach(Metric.FAULTS, () -> kinds(sent.faults().get()));
    metrics.show(
        Metric.EVENT_TIME,
        () -> offset.get() < 0 ? Double.NaN : (sent.start() + offset.get()) / 1000.0);
    metrics.show(
        Metric.RUN_PROGRESS,
        () -> Math.max(0, offset.get()) / (double) options.duration.toMillis());
  }

  private static Map<String, Long> kinds(Ledger.Faults faults) {
    return Map.of(
        FaultOptions.LATE, faults.late(),
        FaultOptions.OUT_OF_ORDER, faults.outOfOrder(),
        FaultOptions.DUPLICATED, faults.duplicated(),
        FaultOptions.MALFORMED, faults.dead() - faults.farFuture(),
        FaultOptions.FAR_FUTURE, faults.farFuture());
  }

  /**
   * Runs, and returns what was sent.
   *
   * @throws UserError when the broker cannot be reached or the topic is missing
   */
  public Ledger run() {
    RawTopicState topic = RawTopicState.of(definition, client);
    try (RawSender sender = new RawSender(client, definition.raw().topic(), topic.partitions())) {
      return run(topic, sender);
    }
  }

  /** Runs against a topic that is known already. */
  Ledger run(RawTopicState topic, RawSender sender) {
    long start = start(topic.closedUntil());
    Timetable timetable = new Timetable(options.entities, options.interval, options.duration);
    Instant startedAt = wall.instant();
    FaultPlan plan = new FaultPlan(options, definition, start, present());
    RunAccount account = new RunAccount(definition, plan.farthestBack());
    Pacer pacer = new Pacer(options.rate, () -> stop);
    RunClock clock =
        options.clock == ClockKind.WALL
            ? new RunClock.Wall(timetable, start, wall::millis, pacer)
            : new RunClock.Simulated(timetable, options.speedUp, pacer);
    LongSupplier failed = () -> sender.failed().size();
    sent = new Sent(start, sender::acknowledged, failed, () -> account.faults(0));
    flood(start, clock, pacer, plan, sender, account);
    sender.flush();
    // a counter does not go back, and the account is about to
    Ledger.Faults faults = account.faults(0);
    sent = new Sent(start, sender::acknowledged, failed, () -> faults);
    account.takeBack(sender.failed());
    long heartbeats = 0;
    if (account.end().isPresent()) {
      long end = account.end().getAsLong() + definition.aggregated().watermark().toMillis();
      sender.sendHeartbeats(new RawEncoder(definition.raw()).encodeHeartbeat(end));
      sender.flush();
      heartbeats = topic.partitions();
    }
    if (sender.lastFailure() != null) {
      say.accept(
          "not delivered: "
              + sender.failed().size()
              + " readings, the last because: "
              + sender.lastFailure().getMessage());
    }
    return new Ledger(
        definition.name(),
        definition.raw().topic(),
        topic.topicId(),
        startedAt.toString(),
        wall.instant().toString(),
        settings(start),
        stop,
        sender.acknowledged(),
        sender.failed().size(),
        heartbeats,
        account.faults(plan.silentEntities()),
        account.filtered(),
        sender.partitions(),
        account.windows());
  }

  private void flood(
      long start,
      RunClock clock,
      Pacer pacer,
      FaultPlan plan,
      RawSender sender,
      RunAccount account) {
    Fleet fleet = new Fleet(definition.raw(), options.entities, options.seed);
    Outbox outbox = new Outbox(definition.raw(), options.seed, plan, account, sender);
    Reading reading = new Reading(definition.raw());
    byte[][] keys = new byte[options.entities][];
    long seconds = options.duration.toMillis() / 1000;
    long lineDue = 0;
    try (Progress progress = new Progress("sending", seconds, " s")) {
      for (long n = 0; !stop; n++) {
        pacer.untilRateAllows(n);
        long now = clock.awaitOffset(n);
        if (now == RunClock.OVER) {
          break;
        }
        int entity = (int) (n % options.entities);
        // who is silent measures all the same, so that the others' values stay what they are
        fleet.measure(entity, start + now, reading);
        if (!plan.isSilent(entity)) {
          if (keys[entity] == null) {
            keys[entity] = fleet.key(entity);
          }
          outbox.send(keys[entity], reading);
        }
        // without the fence of a volatile write, for which every reading would pay
        offset.setRelease(now);
        if (n % READINGS_A_LOOK == 0 && pacer.elapsed() >= lineDue) {
          lineDue = pacer.elapsed() + NANOS_A_LINE;
          progress.at(now / 1000, words(sender.acknowledged(), pacer.elapsed()));
        }
      }
      sender.flush();
      progress.at(seconds, words(sender.acknowledged(), pacer.elapsed()));
    }
  }

  private static String words(long sent, long nanos) {
    return String.format(Locale.ROOT, "%,d readings, %,.0f/s", sent, sent / (nanos / 1e9));
  }

  /** The event time of the first reading, epoch milliseconds. */
  private long start(OptionalLong closedUntil) {
    if (options.clock == ClockKind.WALL) {
      closedUntil.ifPresent(this::waitUntil);
      return wall.millis();
    }
    if (options.start == null) {
      return closedUntil.orElse(GeneratorOptions.DEFAULT_START.toEpochMilli());
    }
    long start = options.start.toEpochMilli();
    if (closedUntil.isPresent() && start < closedUntil.getAsLong()) {
      say.accept(
          "note: an earlier run has closed the windows before "
              + Instant.ofEpochMilli(closedUntil.getAsLong())
              + "; readings from --start until then come late");
    }
    return start;
  }

  /** A run on the wall clock that follows another at once would be late for the last window. */
  private void waitUntil(long closed) {
    long left = closed - wall.millis();
    if (left > 0) {
      say.accept(
          "an earlier run has closed the windows before "
              + Instant.ofEpochMilli(closed)
              + "; this one starts then, in "
              + Durations.format(Duration.ofSeconds(left / 1000 + 1)));
      new Pacer(0, () -> stop).until(left * 1_000_000);
    }
  }

  /** What a far future is far from; not the time of day when the seed alone decides the bytes. */
  private LongSupplier present() {
    return options.clock == ClockKind.WALL ? wall::millis : () -> BEYOND_TODAY;
  }

  private Map<String, String> settings(long start) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("entities", String.valueOf(options.entities));
    settings.put("interval", Durations.format(options.interval));
    settings.put("duration", Durations.format(options.duration));
    settings.put("rate", String.valueOf(options.rate));
    settings.put("seed", String.valueOf(options.seed));
    settings.put("clock", options.clock.name().toLowerCase(Locale.ROOT));
    if (options.clock == ClockKind.SIMULATED) {
      settings.put("speed-up", String.valueOf(options.speedUp));
    }
    settings.put("start", Instant.ofEpochMilli(start).toString());
    settings.putAll(options.faults.settings());
    return settings;
  }
}
