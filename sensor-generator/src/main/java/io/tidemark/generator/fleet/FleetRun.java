package io.tidemark.generator.fleet;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.text.Progress;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.options.GeneratorOptions.ClockKind;
import io.tidemark.generator.run.BrokenOffRuns;
import io.tidemark.generator.run.Destination;
import io.tidemark.generator.run.Pacer;
import io.tidemark.generator.run.ReadingSender;
import io.tidemark.generator.run.Run;
import io.tidemark.generator.run.RunAccounting;
import io.tidemark.generator.run.RunProgress;
import io.tidemark.generator.run.RunSession;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.RunLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/** A run of a simulated fleet: sends readings to the raw topic for a fixed duration. */
public final class FleetRun implements Run {
  /** The number of readings per check for a due progress line. */
  private static final int READINGS_PER_CHECK = 64;

  /** Later than the wall clock of any run. */
  private static final long BEYOND_TODAY = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final StreamDefinition definition;
  private final GeneratorOptions options;
  private final Destination destination;
  private final Consumer<String> say;
  private final Clock wall = Clock.systemUTC();
  private final RunProgress state = new RunProgress();
  private volatile boolean stop;
  private volatile ReadingSender sender;
  private Path journals;

  /** The start of the run, epoch milliseconds. */
  private volatile long start;

  public FleetRun(
      StreamDefinition definition,
      GeneratorOptions options,
      Destination destination,
      Consumer<String> say) {
    options.check(definition);
    requireSimulation(definition.raw());
    this.definition = definition;
    this.options = options;
    this.destination = destination;
    this.say = say;
  }

  private static void requireSimulation(StreamDefinition.Raw raw) {
    if (raw.time().format() == TimeFormat.RECORD) {
      throw new UsageError(
          "the event time '"
              + raw.time().name()
              + "' is the timestamp of the Kafka record, which a fleet does not set: replay a"
              + " recording with --from");
    }
    for (Field field : raw.fields()) {
      if (field.simulate() == null && !field.equals(raw.time()) && !field.equals(raw.key())) {
        throw new UsageError(
            "the field '"
                + field.name()
                + "' has no simulate, so no fleet can be simulated: add one to the definition, or"
                + " replay a recording with --from");
      }
    }
  }

  @Override
  public void keepJournal(Path folder) {
    journals = folder;
  }

  @Override
  public void stop() {
    stop = true;
  }

  @Override
  public void abort() {
    if (sender != null) {
      sender.abort();
    }
  }

  @Override
  public void show(Metrics metrics) {
    state.show(
        metrics, () -> (state.eventTime(start) - start) / (double) options.duration.toMillis());
  }

  @Override
  public Outcome run() {
    RawTopicState topic = destination.state(definition);
    try (ReadingSender sender = destination.open(definition, topic)) {
      return run(topic, sender);
    }
  }

  /** Runs against a topic whose state is given. */
  Outcome run(RawTopicState topic, ReadingSender sender) {
    this.sender = sender;
    BrokenOffRuns broken = BrokenOffRuns.in(journals, definition, topic);
    broken.note(say);
    start = start(topic.closedUntil(), broken.until());
    Timetable timetable = new Timetable(options.entities, options.interval, options.duration);
    FaultPlan plan = new FaultPlan(options, definition, start, present());
    RunAccounting account = RunAccounting.ofFleet(definition, plan.farthestBack());
    RunSession run = RunSession.begin(definition, topic, sender, account, journals, say);
    state.begin(sender, account);
    run.beginJournal(settings(), plan.silentEntities());
    Pacer pacer = new Pacer(options.rate, () -> stop);
    RunClock clock =
        options.clock == ClockKind.WALL
            ? new RunClock.Wall(timetable, start, wall::millis, pacer)
            : new RunClock.Simulated(timetable, options.speedUp, pacer);
    flood(clock, pacer, plan, run);
    RunLedger ledger = run.close(settings(), stop, plan.silentEntities(), 0);
    return new Outcome(ledger, List.of(), sender.heartbeatFailures(), null);
  }

  private void flood(RunClock clock, Pacer pacer, FaultPlan plan, RunSession run) {
    Fleet fleet = new Fleet(definition.raw(), options.entities, options.seed);
    FaultyRecordWriter outbox =
        new FaultyRecordWriter(definition.raw(), options.seed, plan, run.account(), run.sender());
    Reading reading = definition.raw().newReading();
    byte[][] keys = new byte[options.entities][];
    long seconds = options.duration.toMillis() / 1000;
    long begin = start;
    long lineDue = 0;
    try (Progress progress = new Progress("sending", seconds, " s")) {
      for (long n = 0; !stop; n++) {
        pacer.untilRateAllows(n);
        long now = clock.awaitOffset(n);
        if (now == RunClock.OVER) {
          break;
        }
        int entity = (int) (n % options.entities);
        // silent entities also take their values, which keeps the values of the others unchanged
        fleet.measure(entity, begin + now, reading);
        if (!plan.isSilent(entity)) {
          if (keys[entity] == null) {
            keys[entity] = fleet.key(entity);
          }
          outbox.send(keys[entity], reading);
        }
        state.at(begin + now);
        if (run.isJournalDue()) {
          run.sender().flush();
          run.writeJournal(settings());
        }
        if (n % READINGS_PER_CHECK == 0 && pacer.elapsed() >= lineDue) {
          lineDue = pacer.elapsed() + RunSession.NANOS_PER_LINE;
          progress.at(now / 1000, run.describe(pacer.elapsed()));
        }
      }
      run.sender().flush();
      progress.at(seconds, run.describe(pacer.elapsed()));
    }
  }

  /**
   * The event time of the first reading, epoch milliseconds.
   *
   * @param brokenOff the end of the last window of a run that was killed
   */
  private long start(OptionalLong closedUntil, OptionalLong brokenOff) {
    if (options.clock == ClockKind.WALL) {
      closedUntil.ifPresent(this::waitUntil);
      return wall.millis();
    }
    if (options.start == null) {
      return LongStream.concat(closedUntil.stream(), brokenOff.stream())
          .max()
          .orElse(GeneratorOptions.DEFAULT_START.toEpochMilli());
    }
    long wanted = options.start.toEpochMilli();
    if (closedUntil.isPresent() && wanted < closedUntil.getAsLong()) {
      say.accept(RunSession.late(closedUntil.getAsLong(), "--start"));
    }
    return wanted;
  }

  /** Waits: the first readings of an immediate second run would be late for closed windows. */
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

  /** The reference of the far future; a constant where the bytes depend on the seed only. */
  private LongSupplier present() {
    return options.clock == ClockKind.WALL ? wall::millis : () -> BEYOND_TODAY;
  }

  private Map<String, String> settings() {
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
