package io.tidemark.generator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.run.ReadingOutcome;
import io.tidemark.generator.run.ReadingOutcome.Fault;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final long YEAR = Duration.ofDays(365).toMillis();

  private final Reading reading = GeneratorStreams.FLEET.raw().newReading();

  @Test
  void whatIsLateMissesItsWindowByNoMoreThanItTakesToCloseAnother() {
    FaultPlan plan = plan("--late 0.5");
    long latest = START;
    Set<Fault> seen = EnumSet.noneOf(Fault.class);
    for (int n = 0; n < 20_000; n++) {
      long time = START + n * 100L;
      Fault fault = next(plan, time).fault();
      seen.add(fault);
      if (fault == Fault.LATE) {
        long end = GeneratorStreams.FLEET.aggregated().windowStart(reading.number(0)) + MINUTE;
        assertThat(end).isLessThanOrEqualTo(latest - 3 * MINUTE);
        assertThat(reading.number(0)).isBetween(Math.max(START, latest - 8 * MINUTE), latest);
      } else {
        assertThat(reading.number(0)).isEqualTo(time);
        latest = time;
      }
    }
    assertThat(seen).containsOnly(Fault.NONE, Fault.LATE);
  }

  @Test
  void whatIsOutOfOrderIsBehindAnotherAndInTimeForItsWindow() {
    FaultPlan plan = plan("--out-of-order 0.5");
    long latest = START;
    long farthest = 0;
    for (int n = 0; n < 20_000; n++) {
      long time = START + n * 100L;
      if (next(plan, time).fault() == Fault.OUT_OF_ORDER) {
        assertThat(reading.number(0)).isBetween(START, latest - 1);
        farthest = Math.max(farthest, time - reading.number(0));
      } else {
        latest = time;
      }
    }
    assertThat(farthest).isBetween(80_000L, 90_000L);
  }

  @Test
  void whatCannotBeBehindAnotherIsLeftAsItIs() {
    // the next reading follows after more than the watermark delay
    FaultPlan plan = plan("--out-of-order 1");
    for (int n = 0; n < 100; n++) {
      assertThat(next(plan, START + n * 4 * MINUTE)).isEqualTo(ReadingOutcome.AS_MEASURED);
      assertThat(reading.number(0)).isEqualTo(START + n * 4 * MINUTE);
    }
  }

  @Test
  void theFarFutureIsOneToTenYearsAheadOfThePresentAndOfItsOwnTime() {
    long present = START + 30 * YEAR;
    FaultPlan plan =
        new FaultPlan(
            TypedOptions.simulated("--far-future 1"), GeneratorStreams.FLEET, START, () -> present);
    for (long time : new long[] {START, START + 50 * YEAR}) {
      List<Long> ahead = new ArrayList<>();
      for (int n = 0; n < 1_000; n++) {
        assertThat(next(plan, time).fault()).isEqualTo(Fault.FAR_FUTURE);
        ahead.add(reading.number(0) - Math.max(time, present));
      }
      assertThat(ahead).allSatisfy(by -> assertThat(by).isBetween(YEAR, 10 * YEAR));
      assertThat(ahead).anySatisfy(by -> assertThat(by).isLessThan(2 * YEAR));
      assertThat(ahead).anySatisfy(by -> assertThat(by).isGreaterThan(9 * YEAR));
    }
  }

  @Test
  void noEventTimeExceedsTheRangeOfARecord() {
    long end = TimeFormat.LATEST - 10 * YEAR;
    long last = end - Duration.ofMinutes(15).toMillis();
    GeneratorOptions options = TypedOptions.simulated("--far-future 1");
    FaultPlan plan = new FaultPlan(options, GeneratorStreams.FLEET, last, () -> 0);
    for (int n = 0; n < 1_000; n++) {
      next(plan, end);
      assertThat(reading.number(0)).isLessThanOrEqualTo(TimeFormat.LATEST);
    }
    assertThatThrownBy(() -> new FaultPlan(options, GeneratorStreams.FLEET, last + 1, () -> 0))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--far-future: expected a run that ends before 9990-01-0");
  }

  @Test
  void aYearOfTwoDigitsHasNoFarFutureBeyondItsCentury() {
    GeneratorOptions options = TypedOptions.simulated("--far-future 1");
    long beyond = START + 80 * YEAR;
    assertThatThrownBy(
            () -> new FaultPlan(options, GeneratorStreams.TWO_DIGITS, START, () -> beyond))
        .isInstanceOf(UsageError.class)
        .hasMessageEndingWith("in the pattern dd/MM/yy HH:mm, which cannot; leave it out");
    new FaultPlan(options, GeneratorStreams.TWO_DIGITS, START, () -> START);
  }

  @Test
  void onlyWhatAWindowCountsIsSentTwice() {
    FaultPlan plan =
        plan("--duplicated 1 --late 0.2 --out-of-order 0.2 --malformed 0.2 --far-future 0.2");
    Map<Fault, Set<Boolean>> twice = new EnumMap<>(Fault.class);
    for (int n = 0; n < 10_000; n++) {
      ReadingOutcome outcome = next(plan, START + n * 100L);
      twice.computeIfAbsent(outcome.fault(), fault -> new HashSet<>()).add(outcome.twice());
    }
    assertThat(twice)
        .isEqualTo(
            Map.of(
                Fault.NONE, Set.of(true),
                Fault.LATE, Set.of(true),
                Fault.OUT_OF_ORDER, Set.of(true),
                Fault.FAR_FUTURE, Set.of(false),
                Fault.MALFORMED, Set.of(false)));
  }

  @Test
  void entitiesAreSilentByTheSeed() {
    FaultPlan plan = plan("--silent 30% --seed 1");
    FaultPlan other = plan("--silent 30% --seed 2");
    assertThat(plan.silentEntities()).isEqualTo(60);
    assertThat(silent(plan)).hasSize(60).isEqualTo(silent(plan("--silent 30% --seed 1")));
    assertThat(silent(other)).hasSize(60).isNotEqualTo(silent(plan));
  }

  private static List<Integer> silent(FaultPlan plan) {
    return IntStream.range(0, 200).filter(plan::isSilent).boxed().toList();
  }

  private ReadingOutcome next(FaultPlan plan, long time) {
    reading.number(0, time);
    return plan.next(reading);
  }

  private static FaultPlan plan(String args) {
    return new FaultPlan(TypedOptions.simulated(args), GeneratorStreams.FLEET, START, () -> START);
  }
}
