package io.tidemark.spark.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpochSizeTest {
  @Test
  void theFirstEpochOfARunIsSmall() {
    assertThat(new EpochSize(4_000_000, 262_144).records()).isEqualTo(250_000);
    assertThat(new EpochSize(700, 262_144).records()).isEqualTo(700);
  }

  @Test
  void epochsWithManyReadingsInAGroupGrowToTheMostRecords() {
    EpochSize size = new EpochSize(4_000_000, 262_144);
    size.learn(250_000, 1_000);
    assertThat(size.records()).isEqualTo(1_000_000);
    size.learn(1_000_000, 4_000);
    assertThat(size.records()).isEqualTo(4_000_000);
    size.learn(4_000_000, 16_000);
    assertThat(size.records()).isEqualTo(4_000_000);
  }

  @Test
  void anEpochHasAsManyRecordsAsChangeTheAllowedNumberOfGroups() {
    EpochSize size = new EpochSize(4_000_000, 200_000);
    size.learn(250_000, 250_000);
    assertThat(size.records()).isEqualTo(200_000);
    size.learn(200_000, 20_000);
    assertThat(size.records()).isEqualTo(800_000);
    size.learn(800_000, 800_000);
    assertThat(size.records()).isEqualTo(200_000);
  }

  @Test
  void anEpochWithoutGroupsIsNoReasonToStop() {
    EpochSize size = new EpochSize(1_000_000, 200_000);
    size.learn(250_000, 0);
    assertThat(size.records()).isEqualTo(1_000_000);
    size.learn(1_000, 10_000_000);
    assertThat(size.records()).isEqualTo(10_000);
  }
}
