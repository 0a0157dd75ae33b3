package io.tidemark.generator.fleet;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.options.FaultOptions;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.run.Malformation;
import io.tidemark.generator.run.ReadingOutcome;
import io.tidemark.generator.run.ReadingOutcome.Fault;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Decides which readings of a run go wrong on purpose, and how. Its randomness is its own: what the
 * fleet measures is the same with faults and without. The same seed and the same readings give the
 * same faults.
 */
final class FaultPlan {
  /** Keeps the plan's random numbers apart from the fleet's, which come from the seed itself. */
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
  private final TimeFormat format;
  private final long start;
  private final long outOfOrderBy;
  private final long lateBy;

  private long turn;

  /** The latest event time of a reading that moves the watermark. */
  private long latest;

  /**
   * @param start of the run, epoch milliseconds
   * @param present the event time that readings of the far future are ahead of, if their own is not
   *     later; epoch milliseconds
   * @throws UsageError when there is no room for a far future
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
    format = definition.raw().time().format();
    timePlace = definition.raw().indexOf(definition.raw().time());
    this.start = start;
    latest = start;
    long watermark = definition.aggregated().watermark().toMillis();
    // the other half is for partitions that are read faster than this reading's
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
  }

  /** Chooses so many of the entities, each as likely as the others. */
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

  /** How many entities never report. */
  int silentEntities() {
    return silent.cardinality();
  }

  /** How far behind the latest one an event time can be, in milliseconds. */
  long farthestBack() {
    return late > 0 ? 2 * lateBy : outOfOrder > 0 ? outOfOrderBy : 0;
  }

  /**
   * Decides on the next reading, and moves its event time where that is what goes wrong. A reading
   * for which the run is too young to be behind anything is left as it was measured.
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
    reading.number(timePlace, format.floor(Math.max(time, present.getAsLong()) + ahead));
    return Fault.FAR_FUTURE;
  }

  /** Moves the event time to a moment of the run between the two, if there is one. */
  private boolean moveBack(Reading reading, long earliest, long last) {
    long first = Math.max(start, earliest);
    if (first > last) {
      return false;
    }
    reading.number(timePlace, format.floor(first + random.nextLong(last - first + 1)));
    return true;
  }
}
