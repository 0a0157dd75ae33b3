package io.tidemark.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.testing.Definitions;
import org.junit.jupiter.api.Test;

class RecentReadingsTest {
  private static final StreamDefinition.Raw RAW = Definitions.sample().raw();

  private final RecentReadings recent = new RecentReadings(RAW, 100);

  @Test
  void theLastReadingsAreRemembered() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(recent.add(reading(i))).isTrue();
      assertThat(recent.add(reading(Math.max(0, i - 99)))).isFalse();
    }
  }

  @Test
  void readingsLongAgoAreForgotten() {
    for (int i = 0; i < 300; i++) {
      recent.add(reading(i));
    }
    assertThat(recent.add(reading(0))).isTrue();
  }

  private static Reading reading(int n) {
    Reading reading = RAW.newReading();
    reading.number(0, n);
    reading.text(3, "on");
    return reading;
  }
}
