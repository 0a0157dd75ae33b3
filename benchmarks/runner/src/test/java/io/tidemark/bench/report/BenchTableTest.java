package io.tidemark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchTableTest {
  @Test
  void aSpreadIsTheMedianWithTheLeastAndTheGreatest() {
    assertThat(BenchTable.spread(List.of(3.0, 1.0, 2.0))).isEqualTo("2.00 (1.00 to 3.00)");
    assertThat(BenchTable.spread(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo("2.50 (1.00 to 4.00)");
  }

  @Test
  void eachWayIsComparedWithTheFirstOfItsOwnRepetition() {
    assertThat(BenchTable.ratios(List.of(1.0, 2.0), List.of(2.0, 4.0))).containsExactly(0.5, 0.5);
  }

  @Test
  void aLineForEachWayInTheirOrder() {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    seconds.put("source", List.of(1.0));
    seconds.put("whole job", List.of(4.0));
    assertThat(new BenchTable(2_000_000, seconds).render().lines().map(String::strip))
        .containsExactly(
            "way       |  million readings/s |            x source",
            "-----------+---------------------+---------------------",
            "source    | 2.00 (2.00 to 2.00) | 1.00 (1.00 to 1.00)",
            "whole job | 0.50 (0.50 to 0.50) | 0.25 (0.25 to 0.25)");
  }
}
