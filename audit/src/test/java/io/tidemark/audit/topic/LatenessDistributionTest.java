package io.tidemark.audit.topic;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.station.Lateness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenessDistributionTest {
  private static final long START = at("2026-01-01T00:00:00Z");

  private final LatenessDistribution distribution = new LatenessDistribution(Streams.minutes());
  private long arrived;

  @Test
  void tellsHowFarReadingsWereBehindAndWhichWatermarkWouldHaveKeptThem() {
    for (int i = 0; i < 979; i++) {
      reading(START + 600_000);
    }
    for (int i = 0; i < 19; i++) {
      reading(START + 599_000);
    }
    // their window ended four minutes before
    reading(START + 300_000);
    reading(START + 300_000);

    Lateness lateness = distribution.report();
    assertThat(lateness.outOfOrder()).isEqualTo(21);
    assertThat(lateness.p50()).isZero();
    assertThat(lateness.p99()).isEqualTo(1_000);
    assertThat(lateness.p999()).isEqualTo(300_000);
    assertThat(lateness.max()).isEqualTo(300_000);
    assertThat(lateness.watermark()).isEqualTo("3m");
    assertThat(lateness.watermarkFor999()).isEqualTo("5m");
  }

  @Test
  void asksForNoWatermarkWhenAllCameInOrder() {
    reading(START);
    reading(START);
    reading(START + 1);

    assertThat(distribution.report()).isEqualTo(new Lateness(0, 0, 0, 0, 0, "3m", "0s"));
  }

  @Test
  void asksForNoWatermarkWhenWindowsWereStillOpen() {
    reading(START + 59_000);
    reading(START);

    assertThat(distribution.report().outOfOrder()).isEqualTo(1);
    assertThat(distribution.report().max()).isEqualTo(59_000);
    assertThat(distribution.report().watermarkFor999()).isEqualTo("0s");
  }

  @Test
  void asksForNoMoreThanWasNeeded() {
    reading(START + 239_999);
    reading(START);
    assertThat(distribution.report().watermarkFor999()).isEqualTo("3m");
    reading(START + 240_000);
    reading(START);

    assertThat(distribution.report().watermarkFor999()).isEqualTo("4m");
  }

  @Test
  void ofTwoPartitionsNoneIsFirstWithTheSameTimestamp() {
    distribution.add(0, 1, START + 10);
    distribution.add(1, 1, START);
    assertThat(distribution.report().outOfOrder()).isZero();
    distribution.add(1, 2, START + 5);
    distribution.add(0, 2, START + 9);

    assertThat(distribution.report().outOfOrder()).isEqualTo(2);
  }

  @Test
  void roundsUpToWhatPeopleWouldWrite() {
    assertThat(LatenessDistribution.readable(0)).isZero();
    assertThat(LatenessDistribution.readable(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(LatenessDistribution.readable(1_001)).isEqualTo(Duration.ofSeconds(2));
    assertThat(LatenessDistribution.readable(60_001)).isEqualTo(Duration.ofMinutes(2));
    assertThat(LatenessDistribution.readable(3_600_001)).isEqualTo(Duration.ofHours(2));
  }

  private void reading(long time) {
    distribution.add(0, arrived++, time);
  }
}
