package io.tidemark.generator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final Duration RUN = Duration.ofMinutes(15);

  @Test
  void eachEntityReportsOnceAnInterval() {
    Timetable fleet = new Timetable(200, Duration.ofSeconds(5), RUN);
    assertThat(fleet.offsetMillis(0)).isZero();
    assertThat(fleet.offsetMillis(200)).isEqualTo(5_000);
    assertThat(fleet.offsetMillis(36_000)).isEqualTo(RUN.toMillis());
  }

  @Test
  void theFleetIsSpreadEvenlyOverTheInterval() {
    Timetable four = new Timetable(4, Duration.ofSeconds(1), RUN);
    assertThat(LongStream.range(0, 6).map(four::offsetMillis))
        .containsExactly(0L, 250L, 500L, 750L, 1000L, 1250L);
  }

  @Test
  void withoutAnIntervalEachEntityReportsOnceAMillisecond() {
    Timetable flood = new Timetable(3, Duration.ZERO, RUN);
    assertThat(LongStream.range(0, 7).map(flood::offsetMillis))
        .containsExactly(0L, 0L, 0L, 1L, 1L, 1L, 2L);
  }

  @Test
  void timeNeverGoesBack() {
    Timetable odd = new Timetable(7, Duration.ofMillis(5), RUN);
    assertThat(LongStream.range(0, 100).map(odd::offsetMillis).boxed().toList()).isSorted();
  }
}
