package io.tidemark.generator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.run.Pacer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunClockTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Timetable seconds = new Timetable(1, Duration.ofSeconds(1), Duration.ofSeconds(10));
  private final Timetable flood = new Timetable(1, Duration.ZERO, Duration.ofSeconds(10));

  @Test
  void aSimulatedClockFollowsTheTimetableAndWaitsForItsSpeed() {
    RunClock clock = new RunClock.Simulated(seconds, 10, pacer(0));
    assertThat(clock.awaitOffset(3)).isEqualTo(3_000);
    assertThat(nanos).hasValue(300_000_000);
    assertThat(clock.awaitOffset(9)).isEqualTo(9_000);
    assertThat(clock.awaitOffset(10)).isEqualTo(RunClock.OVER);
  }

  @Test
  void aSimulatedClockWithoutSpeedNeverWaits() {
    assertThat(new RunClock.Simulated(seconds, 0, pacer(0)).awaitOffset(9)).isEqualTo(9_000);
    assertThat(new RunClock.Simulated(flood, 10, pacer(0)).awaitOffset(9_999)).isEqualTo(9_999);
    assertThat(nanos).hasValue(0);
  }

  @Test
  void onTheWallClockAReadingTakesPlaceWhenItIsSent() {
    RunClock clock = new RunClock.Wall(seconds, 1_000, this::millis, pacer(0));
    assertThat(clock.awaitOffset(0)).isZero();
    assertThat(clock.awaitOffset(2)).isEqualTo(2_000);
    nanos.addAndGet(4_500_000_000L);
    assertThat(clock.awaitOffset(3)).as("behind its time").isEqualTo(6_500);
  }

  @Test
  void aRunOnTheWallClockEndsWithItsDuration() {
    RunClock clock = new RunClock.Wall(seconds, 1_000, this::millis, pacer(0));
    nanos.set(10_000_000_000L);
    assertThat(clock.awaitOffset(1)).isEqualTo(RunClock.OVER);
    assertThat(new RunClock.Wall(flood, 1_000, this::millis, pacer(0)).awaitOffset(0))
        .isEqualTo(RunClock.OVER);
  }

  @Test
  void aClockThatIsSetBackSendsNoReadingBackInTime() {
    RunClock clock = new RunClock.Wall(flood, 1_000, this::millis, pacer(0));
    nanos.set(5_000_000_000L);
    assertThat(clock.awaitOffset(0)).isEqualTo(5_000);
    nanos.set(1_000_000_000L);
    assertThat(clock.awaitOffset(64)).isEqualTo(5_000);
  }

  @Test
  void aLimitedFloodKeepsItsRate() {
    Pacer pacer = pacer(100);
    pacer.untilRateAllows(50);
    assertThat(nanos).hasValue(500_000_000);
  }

  @Test
  void aStopEndsEveryWait() {
    Pacer stopped = new Pacer(1, () -> true, nanos::get, nanos::addAndGet);
    stopped.untilRateAllows(1_000);
    assertThat(nanos).hasValue(0);
  }

  private Pacer pacer(long rate) {
    return new Pacer(rate, () -> false, nanos::get, nanos::addAndGet);
  }

  /** The wall clock, which starts with the run at 1,000. */
  private long millis() {
    return 1_000 + nanos.get() / 1_000_000;
  }
}
