package io.tidemark.generator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.run.Pacer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecordedPaceTest {
  private static final long FIRST = 1_767_225_600_000L;

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> messages = new ArrayList<>();

  @Test
  void readingsAreSentAtTheRecordedPace() {
    RecordedPace pace = pace(1);
    // the first reading was late, which does not shift the others
    nanos.set(5_000_000_000L);
    pace.await(FIRST);
    assertThat(nanos).hasValue(5_000_000_000L);
    pace.await(FIRST + 1_500);
    assertThat(nanos).hasValue(6_500_000_000L);
  }

  @Test
  void readingsAreSentFasterByTheSpeedUp() {
    RecordedPace pace = pace(10);
    pace.await(FIRST);
    pace.await(FIRST + 1_500);
    assertThat(nanos).hasValue(150_000_000);
  }

  @Test
  void readingsAreSentAtOnceWithoutASpeedUp() {
    RecordedPace pace = pace(0);
    pace.await(FIRST);
    pace.await(Long.MAX_VALUE);
    assertThat(nanos).hasValue(0);
  }

  @Test
  void aReadingThatGoesBackInTimeIsDueAtOnceAndAGapIsWaitedFor() {
    RecordedPace pace = pace(1);
    pace.await(FIRST);
    pace.await(FIRST + 2_000);
    pace.await(FIRST + 1_000);
    pace.await(FIRST - 1_000);
    pace.await(FIRST + 2_000);
    assertThat(nanos).hasValue(2_000_000_000L);
    pace.await(FIRST + 3_600_000);
    assertThat(nanos).hasValue(3_600_000_000_000L);
    assertThat(messages)
        .containsExactly(
            "note: the next reading is due in 3598s, as recorded; --speed-up brings it sooner");
  }

  @Test
  void aReadingThatIsDueInMoreYearsThanNanosecondsCanCountIsNotDueNow() {
    Pacer stopped = new Pacer(0, () -> true, nanos::get, nanos::addAndGet);
    RecordedPace pace = new RecordedPace(stopped, 1e-9, messages::add);
    pace.await(FIRST);
    pace.await(FIRST + 1_000_000);
    assertThat(messages).hasSize(1);
  }

  private RecordedPace pace(double speedUp) {
    return new RecordedPace(
        new Pacer(0, () -> false, nanos::get, nanos::addAndGet), speedUp, messages::add);
  }
}
