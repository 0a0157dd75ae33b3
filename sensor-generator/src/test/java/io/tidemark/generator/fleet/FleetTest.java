package io.tidemark.generator.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.model.yaml.DefinitionReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final StreamDefinition.Raw RAW =
      DefinitionReader.read(Path.of("../streams/sensor-data.yaml")).raw();

  @Test
  void theSameSeedGivesTheSameBytes() {
    assertThat(records(7)).isEqualTo(records(7)).isNotEqualTo(records(8));
  }

  @Test
  void valuesAreAroundTheirMeanAndAWalkKeepsCloseToItself() {
    Fleet fleet = new Fleet(RAW, 2, 1);
    Reading reading = RAW.newReading();
    List<Long> temps = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      fleet.measure(1, i, reading);
      temps.add(reading.number(2));
    }
    double mean = temps.stream().mapToLong(Long::longValue).average().orElseThrow();
    double step =
        IntStream.range(1, temps.size())
            .mapToLong(i -> Math.abs(temps.get(i) - temps.get(i - 1)))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(2000, within(20.0));
    assertThat(step).isLessThan(50);
  }

  @Test
  void theKeyIsTheEntity() {
    assertThat(new String(new Fleet(RAW, 20, 1).key(17), UTF_8)).isEqualTo("17");
  }

  private static List<String> records(long seed) {
    Fleet fleet = new Fleet(RAW, 3, seed);
    RawEncoder encoder = new RawEncoder(RAW);
    Reading reading = RAW.newReading();
    List<String> records = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      fleet.measure(n % 3, n, reading);
      records.add(new String(encoder.encode(reading), UTF_8));
    }
    return records;
  }
}
