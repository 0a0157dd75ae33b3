package io.tidemark.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.report.Latencies;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WindowTimesTest {
  private final WindowTimes times = new WindowTimes(100, 30);

  @Test
  void aWindowClosesTheWatermarksDelayAfterItsEnd() {
    assertThat(times.closes(1000)).isEqualTo(1130);
  }

  @Test
  void theWindowsThatCloseInASpanBelongToItAlone() {
    assertThat(times.closing(1130, 1330)).containsExactly(1000L, 1100L);
    assertThat(times.closing(1131, 1331)).containsExactly(1100L, 1200L);
    assertThat(times.closing(1131, 1140)).isEmpty();
    assertThat(times.closing(-70, 31)).containsExactly(-200L, -100L);
  }

  @Test
  void aWindowIsThereWithItsLastRowAndStaysThere() {
    WindowArrivals arrivals = new WindowArrivals(2);
    arrivals.add(1000, 1200);
    assertThat(arrivals.at(1000)).isEmpty();
    arrivals.add(1000, 1250);
    arrivals.add(1000, 1300);
    assertThat(arrivals.at(1000)).isEqualTo(OptionalLong.of(1250));
    arrivals.see(1100, 1, 1350);
    arrivals.see(1100, 2, 1400);
    arrivals.see(1100, 2, 1450);
    assertThat(arrivals.at(1100)).isEqualTo(OptionalLong.of(1400));
  }

  @Test
  void theKeyOfARowEndsWithItsWindow() {
    assertThat(TopicTail.window("a|b|1970-01-01T00:00:01.030Z")).isEqualTo(1030);
  }

  @Test
  void percentilesAreInSeconds() {
    Latencies latencies = new Latencies();
    for (int i = 1; i <= 100; i++) {
      latencies.add(i * 10);
    }
    latencies.add(-5);
    assertThat(latencies.count()).isEqualTo(101);
    assertThat(latencies.seconds(50)).isEqualTo(0.5);
    assertThat(latencies.seconds(100)).isEqualTo(1.0);
  }
}
