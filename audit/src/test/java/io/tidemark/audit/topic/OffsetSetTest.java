package io.tidemark.audit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetSetTest {
  private final OffsetSet offsets = new OffsetSet();

  @Test
  void holdsEachPlaceOnce() {
    long far = 5_000_000_000L;
    assertThat(offsets.add(0, 0)).isTrue();
    assertThat(offsets.add(0, far)).isTrue();
    assertThat(offsets.add(1, far)).isTrue();
    assertThat(offsets.add(1, far)).isFalse();

    assertThat(offsets.size()).isEqualTo(3);
    assertThat(offsets.contains(0, far)).isTrue();
    assertThat(offsets.contains(0, far + 65_536)).isFalse();
    assertThat(offsets.contains(2, 0)).isFalse();
    assertThat(offsets.remove(0, far)).isTrue();
    assertThat(offsets.remove(0, far)).isFalse();
    assertThat(offsets.contains(0, far)).isFalse();
    assertThat(offsets.size()).isEqualTo(2);
  }
}
