package io.tidemark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowTallyTest {
  private static final StreamDefinition FLEET =
      StreamDefinition.read(Path.of("../streams/sensor-data.yaml"));

  private final WindowTally tally = new WindowTally(FLEET);

  @Test
  void eachWindowHasItsCountAndItsExactSums() {
    tally.add(reading(-1, 2013, 3490));
    tally.add(reading(0, 2013, 3490));
    tally.add(reading(59_999, 1, -5));
    assertThat(tally.totals().get(-60_000L).readings()).isEqualTo(1);
    assertThat(tally.totals().get(0L))
        .isEqualTo(
            new WindowTally.Totals(
                2, Map.of("temp", new BigDecimal("20.14"), "humidity", new BigDecimal("34.85"))));
    assertThat(tally.end()).isEqualTo(60_000);
  }

  @Test
  void aReadingThatWasNotDeliveredIsTakenBack() {
    tally.add(reading(0, 1, 1));
    tally.add(reading(60_000, 1, 1));
    tally.remove(reading(0, 1, 1));
    assertThat(tally.totals()).containsOnlyKeys(60_000L);
  }

  private static Reading reading(long time, long temp, long humidity) {
    Reading reading = new Reading(FLEET.raw());
    reading.number(0, time);
    reading.number(1, 17);
    reading.number(2, temp);
    reading.number(3, humidity);
    return reading;
  }
}
