package io.tidemark.generator;

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
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One run: floods the raw topic for a fixed duration, closes the windows and accounts for it all.
 */
public final class Generator {
  /** How many readings pass before the progress line is told again. */
  private static final int READINGS_A_LINE = 64;

  /** Later than any clock on which these runs take place. */
  private static final long BEYOND_TODAY = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final StreamDefinition definition;
  private final GeneratorOptions options;
  private final Properties client;
  private final Consumer<String> say;
  private final Clock wall = Clock.systemUTC();
  private volatile boolean stop;

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
    flood(start, clock, pacer, plan, sender, account);
    sender.flush();
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
    try (Progress progress = new Progress("sending", seconds, " s")) {
      for (long n = 0; !stop; n++) {
        pacer.untilRateAllows(n);
        long offset = clock.awaitOffset(n);
        if (offset == RunClock.OVER) {
          break;
        }
        int entity = (int) (n % options.entities);
        // who is silent measures all the same, so that the others' values stay what they are
        fleet.measure(entity, start + offset, reading);
        if (!plan.isSilent(entity)) {
          if (keys[entity] == null) {
            keys[entity] = fleet.key(entity);
          }
          outbox.send(keys[entity], reading);
        }
        if (n % READINGS_A_LINE == 0) {
          progress.at(offset / 1000, words(sender.acknowledged(), pacer.elapsed()));
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
