package io.tidemark.audit.comparison;

import static io.tidemark.audit.fixture.PipelineBuilder.count;
import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final long SECOND_WINDOW = Streams.at("2026-01-01T00:01:00Z");

  @Test
  void findsNothingWhereEveryStationHasWhatWasSent() {
    Comparison comparison = Comparison.of(sent(10, 10).snapshot());

    assertThat(comparison.holds()).isTrue();
    assertThat(comparison.problems()).isEmpty();
    assertThat(comparison.balance()).isEqualTo(new Balance(20, 20, 0, 0, 0, 0, 0, 0, 1));
    assertThat(comparison.balance().plain()).isTrue();
  }

  @Test
  void namesTheStationAndTheWindowThatDiffer() {
    Comparison comparison = Comparison.of(sent(10, 10).druidRaw(readings(10, 8)).snapshot());

    assertThat(comparison.problems())
        .singleElement()
        .isInstanceOfSatisfying(
            Problem.WindowDiffers.class,
            problem -> {
              assertThat(problem.station().name()).isEqualTo("Druid raw");
              assertThat(problem.window()).isEqualTo(SECOND_WINDOW);
              assertThat(comparison.difference(problem.station())).isEqualTo(-2);
            });
    assertThat(comparison.agrees(SECOND_WINDOW)).isFalse();
  }

  @Test
  void countsWhatIsLateAndWhatABackfillHasAdded() {
    Comparison comparison =
        Comparison.of(
            sent(10, 10)
                .behind(0, 5)
                .aggregatedTopic(count(2, 10, 6))
                .druidAggregated(count(3, 10, 9))
                .snapshot());

    assertThat(comparison.holds()).isTrue();
    assertThat(comparison.late(comparison.written())).isEqualTo(4);
    assertThat(comparison.balance()).isEqualTo(new Balance(20, 19, 1, 0, 3, 0, 0, 0, 1));
  }
}
