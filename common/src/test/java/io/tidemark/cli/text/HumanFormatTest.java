package io.tidemark.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HumanFormatTest {
  @Test
  void oneThingIsSingular() {
    assertThat(HumanFormat.count(1, "window")).isEqualTo("1 window");
    assertThat(HumanFormat.count(12_000, "window")).isEqualTo("12,000 windows");
  }

  @Test
  void aDurationIsInTheLargestUnitWithACountOfTwo() {
    assertThat(HumanFormat.duration(1_000)).isEqualTo("1 second");
    assertThat(HumanFormat.duration(119_000)).isEqualTo("119 seconds");
    assertThat(HumanFormat.duration(3_600_000)).isEqualTo("60 minutes");
    assertThat(HumanFormat.duration(86_400_000)).isEqualTo("24 hours");
    assertThat(HumanFormat.duration(7 * 86_400_000L)).isEqualTo("7 days");
  }
}
