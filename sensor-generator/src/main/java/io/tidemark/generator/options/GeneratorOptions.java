package io.tidemark.generator.options;

import io.tidemark.cli.LedgersOption;
import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a generator run. */
public final class GeneratorOptions {
  /** The source of event time. */
  public enum ClockKind {
    /** The wall clock: a reading's event time is the time at which it is sent. */
    WALL,
    /** A simulated clock, whose start and speed are options. */
    SIMULATED
  }

  /** The start of a simulated clock, unless an option or an earlier run sets another. */
  public static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

  private static final Double FLEET_SPEED_UP = 30.0;

  @Option(
      names = "--entities",
      paramLabel = "N",
      description = "How many entities report (default: what the definition says, or 200).")
  public Integer entities;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      description =
          "Time between two readings of one entity; 0 floods as fast as it can, and on a simulated"
              + " clock each entity then reports once a millisecond (default: what the definition"
              + " says, or 5s).")
  public Duration interval;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      description =
          "How long the run lasts, in event time (default: what the definition says, or 15m).")
  public Duration duration;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "At most so many readings a second of wall clock; 0 for no limit (default:"
              + " ${DEFAULT-VALUE}).")
  public long rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The same seed and a simulated clock give the same bytes (default: ${DEFAULT-VALUE}).")
  public long seed;

  @Option(
      names = "--clock",
      paramLabel = "wall|simulated",
      description = "What event time follows (default: wall for 'generate', simulated for 'demo').")
  public ClockKind clock;

  @Option(
      names = "--speed-up",
      paramLabel = "FACTOR",
      description =
          "How much faster than the wall clock a simulated clock runs, or a recording is replayed;"
              + " 0 for as fast as it can (default: what the definition says, or 30, for a simulated"
              + " clock; 1, its own pace, for a recording, but 0 in 'demo').")
  public Double speedUp;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "Where a simulated clock starts, as in 1969-12-31T23:50:00Z (default:"
              + " 2026-01-01T00:00:00Z, or where the windows end that an earlier run has closed).")
  public Instant start;

  @Mixin LedgersOption ledgers;

  @Mixin public final FaultOptions faults = new FaultOptions();

  @Mixin public final RecordingOptions recording = new RecordingOptions();

  /** Copies the options for another command, with a default clock. */
  public GeneratorOptions withDefaultClock(ClockKind kind) {
    if (clock == null) {
      clock = kind;
    }
    return this;
  }

  /** The defaults of a demo: a simulated clock, and a recording as fast as it can be sent. */
  public GeneratorOptions forDemo() {
    withDefaultClock(ClockKind.SIMULATED);
    if (speedUp == null && recording.from != null) {
      speedUp = 0.0;
    }
    return this;
  }

  /**
   * Whether a recording is sent without regard to its pace. An aggregation that runs meanwhile
   * would read some partitions ahead of others, and take readings of those as late.
   */
  public boolean isReplayedAtOnce() {
    return recording.from != null && speedUp != null && speedUp == 0;
  }

  /** Copies the options; unset ones take the definition's value, or else the default. */
  public GeneratorOptions forStream(StreamDefinition definition) {
    StreamDefinition.Flood flood = definition.raw().flood();
    entities = first(entities, flood.entities(), 200);
    interval = first(interval, flood.interval(), Duration.ofSeconds(5));
    duration = first(duration, flood.duration(), Duration.ofMinutes(15));
    speedUp =
        recording.from == null
            ? first(speedUp, flood.speedUp(), FLEET_SPEED_UP)
            : first(speedUp, null, 1.0);
    return this;
  }

  private static <T> T first(T typed, T defined, T otherwise) {
    return typed != null ? typed : defined != null ? defined : otherwise;
  }

  /**
   * The limits of event time in the run. A simulated clock may run ahead of the wall clock and
   * before 1971; a recording has the limits of its options.
   */
  public TimeLimits possibleTimes(Instant now) {
    if (recording.from != null) {
      return recording.timeLimits.limits();
    }
    if (clock != ClockKind.SIMULATED) {
      return TimeLimits.DEFAULT;
    }
    Instant begin = start == null ? DEFAULT_START : start;
    return new TimeLimits(
        Math.min(TimeLimits.DEFAULT.earliest(), begin.toEpochMilli()),
        begin.plus(duration).isAfter(now) ? null : TimeLimits.DEFAULT.maxAhead());
  }

  /** The folder of the ledgers. */
  public Path ledgers() {
    return ledgers.folder();
  }

  /**
   * Checks the options, completed by the definition, beyond the checks of picocli.
   *
   * @throws UsageError with the name of the invalid option
   */
  public void check(StreamDefinition definition) {
    forStream(definition);
    check();
    recording.check();
    faults.check(definition);
  }

  private void check() {
    faults.check();
    require(entities >= 1 && entities <= 10_000_000, "--entities", "1 to 10,000,000", entities);
    require(!duration.isZero(), "--duration", "more than 0", "0");
    require(rate >= 0, "--rate", "0 or more", rate);
    require(speedUp >= 0 && Double.isFinite(speedUp), "--speed-up", "0 or more", speedUp);
    require(
        clock == ClockKind.SIMULATED || start == null,
        "--start",
        "--clock simulated with it",
        "wall");
    if (start != null) {
      require(
          !start.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
              && !start.plus(duration).isAfter(Instant.parse("9990-01-01T00:00:00Z")),
          "--start",
          "a time in the years 1 to 9989",
          start);
    }
  }

  private static void require(boolean right, String option, String expected, Object found) {
    if (!right) {
      throw new UsageError(option + ": expected " + expected + ", found " + found);
    }
  }
}
