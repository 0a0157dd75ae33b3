package io.tidemark.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerfTestClockTest {
  private static final List<String> PRINTED =
      List.of(
          "3000 records sent, 600.0 records/sec (0.04 MB/sec), 9.1 ms avg latency, 20.0 ms max.",
          "8000 records sent, 500.000000 records/sec (0.03 MB/sec), 9.10 ms avg latency, 20.00 ms"
              + " max latency, 9 ms 50th, 12 ms 95th, 15 ms 99th, 18 ms 99.9th.");

  @Test
  void theLastLineCountsForAll() {
    assertThat(new PerfTestClock(8_000).seconds(PRINTED)).isEqualTo(16);
  }

  @Test
  void aToolThatSentLessIsNoPeer() {
    assertThatThrownBy(() -> new PerfTestClock(8_001).seconds(PRINTED))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("kafka-producer-perf-test did not send 8001 records");
  }
}
