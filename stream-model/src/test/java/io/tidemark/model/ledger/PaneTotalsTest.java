package io.tidemark.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.Derivation;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.Definitions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaneTotalsTest {
  private static final StreamDefinition FLEET =
      DefinitionReader.read(Path.of("../benchmarks/fleet.yaml"));

  private final PaneTotals tally = new PaneTotals(FLEET);

  @Test
  void eachWindowHasItsCountAndItsExactSums() {
    tally.add(reading(-1, 2013, 3490));
    tally.add(reading(0, 2013, 3490));
    tally.add(reading(59_999, 1, -5));
    assertThat(tally.totals().get(-60_000L).readings()).isEqualTo(1);
    assertThat(tally.totals().get(0L))
        .isEqualTo(
            new PaneTotals.Totals(
                2, Map.of("temp", new BigDecimal("20.14"), "humidity", new BigDecimal("34.85"))));
  }

  @Test
  void aReadingThatWasNotDeliveredIsTakenBack() {
    tally.add(reading(0, 1, 1));
    tally.add(reading(60_000, 1, 1));
    tally.remove(reading(0, 1, 1));
    assertThat(tally.totals()).containsOnlyKeys(60_000L);
  }

  @Test
  void totalsOfTwoPartsAddUp() {
    PaneTotals other = new PaneTotals(FLEET);
    tally.add(reading(0, 2013, 3490));
    other.add(reading(1, Long.MAX_VALUE, 1));
    other.add(reading(2, Long.MAX_VALUE, 1));
    other.add(reading(60_000, 1, 1));
    tally.add(other);
    assertThat(tally.entries())
        .extracting(RunLedger.WindowEntry::windowStart, RunLedger.WindowEntry::readings)
        .containsExactly(tuple("1970-01-01T00:00:00Z", 3L), tuple("1970-01-01T00:01:00Z", 1L));
    assertThat(tally.totals().get(0L).sums())
        .containsEntry("temp", new BigDecimal("184467440737095536.27"));
  }

  @Test
  void totalsThatWereKeptAreCountedOn() {
    tally.add(reading(-1, 2013, 3490));
    tally.add(reading(0, Long.MAX_VALUE, -5));
    tally.add(reading(1, Long.MAX_VALUE, -5));
    PaneTotals other = new PaneTotals(FLEET);
    tally.totals().forEach(other::add);
    assertThat(other.totals()).isEqualTo(tally.totals());
    tally.add(reading(2, 1, 1));
    other.add(reading(2, 1, 1));
    assertThat(other.totals()).isEqualTo(tally.totals());
  }

  @Test
  void panesAreThePiecesOfWhichAllWindowsAreMadeUp() {
    StreamDefinition everything = Definitions.everything();
    PaneTotals panes = new PaneTotals(everything);
    for (long time : new long[] {-1, 0, 14_999, 15_000, 59_999}) {
      Reading reading = everything.raw().newReading();
      reading.number(0, time);
      reading.number(2, 721);
      reading.number(3, Long.MAX_VALUE);
      assertThat(new Derivation(everything).apply(withTexts(reading))).isNull();
      panes.add(reading);
    }
    assertThat(panes.totals()).containsOnlyKeys(-15_000L, 0L, 15_000L, 45_000L);
    assertThat(panes.totals().get(0L))
        .isEqualTo(
            new PaneTotals.Totals(
                2,
                Map.of(
                    "speed",
                    new BigDecimal("144.2"),
                    "stops",
                    new BigDecimal("18446744073709551614"),
                    "pace",
                    new BigDecimal("40.056"),
                    "band",
                    new BigDecimal("4"))));
  }

  private static Reading withTexts(Reading reading) {
    reading.text(1, "v");
    reading.text(4, "on");
    return reading;
  }

  private static Reading reading(long time, long temp, long humidity) {
    Reading reading = FLEET.raw().newReading();
    reading.number(0, time);
    reading.number(1, 17);
    reading.number(2, temp);
    reading.number(3, humidity);
    return reading;
  }
}
