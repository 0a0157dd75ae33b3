package io.tidemark.model.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonBoundaryTest {
  private static final String DOORS =
      """
      stream: doors
      raw:
        topic: doors-raw
        time: time
        fields:
          time: {type: timestamp}
          door: {type: int}
      aggregated:
        windows:
          - {topic: doors-windows, window: %s}
          - {topic: doors-others, window: %s}
        watermark: 1 minute
        by: [door]
        measures:
          readings: count
      """;

  @ParameterizedTest(name = "{0} and {1} after {2} meet at {3}")
  @CsvSource({
    "1m, 5m, PT12M, PT15M",
    "1m, 5m, PT15M, PT15M",
    "5m, 1m, PT15M, PT15M",
    "6m, 4m, PT18M, PT24M",
    "7m, 11m, PT7M, PT77M",
    "1m, 5m, PT-12M, PT-10M",
    "'10m, slide: 2m', 3m, PT8M, PT12M",
    "1s, 1500ms, PT4S, PT6S",
    "1m, 1m, PT12M3S, PT12M3S"
  })
  void theFirstCommonEndIsTheLeastMultipleOfBothSlides(
      String before, String after, Duration closed, Duration boundary) {
    assertThat(CommonBoundary.from(closed.toMillis(), doors(before, "8m"), doors(after, "8m")))
        .isEqualTo(boundary.toMillis());
  }

  @Test
  void allTopicsWhoseWindowsChangeMeetAtOneBoundary() {
    assertThat(
            CommonBoundary.from(
                Duration.ofMinutes(1).toMillis(), doors("1m", "2m"), doors("3m", "7m")))
        .isEqualTo(Duration.ofMinutes(42).toMillis());
  }

  @Test
  void windowsThatMeetNotEvenOnceAYearHaveNoBoundary() {
    assertThat(CommonBoundary.step(doors("7001s", "1m"), doors("7919s", "1m"))).isEmpty();
    assertThat(CommonBoundary.step(doors("999999937ms", "1m"), doors("999999893ms", "1m")))
        .isEmpty();
    assertThat(CommonBoundary.step(doors("1m", "1m"), doors("8784h", "1m"))).isPresent();
  }

  private static StreamDefinition doors(String one, String other) {
    return DefinitionReader.parse(DOORS.formatted(one, other), "doors");
  }
}
