package io.tidemark.generator.fleet;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.options.FaultOptions;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.run.Malformation;
import io.tidemark.generator.run.ReadingOutcome;
import io.tidemark.generator.run.ReadingOutcome.Fault;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.TimeWriter;
import io.tidemark.model.expression.Reading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Decides which readings of a run get an injected fault, and which one. It has its own random
 * numbers: the fleet's values are the same with and without faults. The same seed and the same
 * readings give the same faults.
 */
final class FaultPlan {
  /** Separates the plan's random numbers from the fleet's, which use the seed itself. */
  private static final long SALT = 0x6661756c7473L;

  private static final long YEAR = Duration.ofDays(365).toMillis();
  private static final long FARTHEST_AHEAD = 10 * YEAR;

  private final boolean harmless;
  private final double late;
  private final double outOfOrder;
  private final double malformed;
  private final double farFuture;
  private final double duplicated;
  private final SplittableRandom random;
  private final BitSet silent;
  private final List<Malformation> malformations;
  private final LongSupplier present;
  private final int timePlace;
  private final TimeWriter times;
  private final long start;
  private final long outOfOrderBy;
  private final long lateBy;

  private long turn;

  /** The latest event time of a reading that advances the watermark. */
  private long latest;

  /**
   * @param start of the run, epoch milliseconds
   * @param present the reference time of the far future, unless a reading's own event time is
   *     later; epoch milliseconds
   * @throws UsageError when no event time remains for the far future, or the stream cannot write it
   */
  FaultPlan(
      GeneratorOptions options, StreamDefinition definition, long start, LongSupplier present) {
    FaultOptions rates = options.faults;
    BigDecimal upTo = rates.late;
    late = upTo.doubleValue();
    upTo = upTo.add(rates.outOfOrder);
    outOfOrder = upTo.doubleValue();
    upTo = upTo.add(rates.malformed);
    malformed = upTo.doubleValue();
    upTo = upTo.add(rates.farFuture);
    farFuture = upTo.doubleValue();
    duplicated = rates.duplicated.doubleValue();
    harmless = farFuture == 0 && duplicated == 0;
    SplittableRandom seeds = new SplittableRandom(options.seed ^ SALT);
    random = seeds.split();
    silent = choose(options.entities, rates.silent, seeds.split());
    malformations = Malformation.possibleIn(definition.raw());
    this.present = present;
    times = new TimeWriter(definition.raw().time().raw().time());
    timePlace = definition.raw().indexOf(definition.raw().time());
    this.start = start;
    latest = start;
    long watermark = definition.aggregated().watermark().toMillis();
    // the other half is a margin for partitions that are read faster than this one
    outOfOrderBy = (watermark + 1) / 2;
    lateBy = watermark + definition.aggregated().window().toMillis();
    long last = start + options.duration.toMillis();
    if (rates.farFuture.signum() > 0 && last > TimeFormat.LATEST - FARTHEST_AHEAD) {
      throw new UsageError(
          "--far-future: expected a run that ends before "
              + Instant.ofEpochMilli(TimeFormat.LATEST - FARTHEST_AHEAD)
              + ", ten years before the last possible event time, found "
              + Instant.ofEpochMilli(last)
              + "; start it earlier with --start");
    }
    long farthest = Math.max(last, present.getAsLong()) + FARTHEST_AHEAD;
    // years of two digits begin again in 2100
    if (rates.farFuture.signum() > 0 && times.floor(farthest) < farthest - YEAR) {
      throw new UsageError(
          "--far-future: expected an event time that can be as late as "
              + Instant.ofEpochMilli(farthest)
              + ", found one in the pattern "
              + definition.raw().time().raw().time().pattern()
              + ", which cannot; leave it out");
    }
  }

  /** Selects a share of the entities, all with equal probability. */
  private static BitSet choose(int entities, BigDecimal share, SplittableRandom random) {
    BitSet chosen = new BitSet();
    long wanted = Math.round(share.doubleValue() * entities);
    for (int entity = 0; wanted > 0; entity++) {
      if (random.nextInt(entities - entity) < wanted) {
        chosen.set(entity);
        wanted--;
      }
    }
    return chosen;
  }

  /** Whether an entity never reports. */
  boolean isSilent(int entity) {
    return silent.get(entity);
  }

  /** The number of entities that never report. */
  int silentEntities() {
    return silent.cardinality();
  }

  /** The largest distance of an event time behind the latest one, in milliseconds. */
  long farthestBack() {
    return late > 0 ? 2 * lateBy : outOfOrder > 0 ? outOfOrderBy : 0;
  }

  /**
   * Decides on the fault of the next reading, and moves its event time if the fault requires that.
   * A reading stays unchanged when the run is too young for it to be behind another.
   */
  ReadingOutcome next(Reading reading) {
    return harmless ? ReadingOutcome.AS_MEASURED : decide(reading);
  }

  private ReadingOutcome decide(Reading reading) {
    Fault fault = fault(reading);
    if (fault == Fault.NONE) {
      latest = Math.max(latest, reading.number(timePlace));
    }
    if (fault == Fault.MALFORMED) {
      int way = (int) (turn++ % malformations.size());
      return new ReadingOutcome(fault, malformations.get(way), false);
    }
    boolean twice = fault != Fault.FAR_FUTURE && random.nextDouble() < duplicated;
    return fault == Fault.NONE && !twice
        ? ReadingOutcome.AS_MEASURED
        : new ReadingOutcome(fault, null, twice);
  }

  private Fault fault(Reading reading) {
    double draw = random.nextDouble();
    if (draw >= farFuture) {
      return Fault.NONE;
    }
    long time = reading.number(timePlace);
    if (draw < late) {
      return moveBack(reading, latest - 2 * lateBy, latest - lateBy - 1) ? Fault.LATE : Fault.NONE;
    }
    if (draw < outOfOrder) {
      return moveBack(reading, time - outOfOrderBy, latest - 1) ? Fault.OUT_OF_ORDER : Fault.NONE;
    }
    if (draw < malformed) {
      return Fault.MALFORMED;
    }
    long ahead = YEAR + random.nextLong(FARTHEST_AHEAD - YEAR + 1);
    reading.number(timePlace, times.floor(Math.max(time, present.getAsLong()) + ahead));
    return Fault.FAR_FUTURE;
  }

  /** Moves the event time to a random one between both limits and within the run, if possible. */
  private boolean moveBack(Reading reading, long earliest, long last) {
    long first = Math.max(start, earliest);
    if (first > last) {
      return false;
    }
    reading.number(timePlace, times.floor(first + random.nextLong(last - first + 1)));
    return true;
  }
}
