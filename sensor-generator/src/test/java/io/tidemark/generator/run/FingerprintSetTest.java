package io.tidemark.generator.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintSetTest {
  private final FingerprintSet seen = new FingerprintSet(5_000);

  @Test
  void aReadingIsNewOnce() {
    assertThat(add("a", 10_000)).isTrue();
    assertThat(add("b", 10_000)).isTrue();
    assertThat(add("a", 10_000)).isFalse();
  }

  @Test
  void aReadingIsKnownForAsLongAsAnotherCanReachBackToIt() {
    add("a", -1);
    add("b", 4_999);
    assertThat(add("a", -1)).isFalse();
    add("c", 6_000);
    assertThat(add("a", -1)).as("forgotten, out of reach").isTrue();
    assertThat(add("b", 4_999)).isFalse();
  }

  private boolean add(String record, long time) {
    return seen.add(record.getBytes(UTF_8), time);
  }
}
