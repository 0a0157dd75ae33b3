package io.tidemark.model.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500, 500ms",
    "5s, 5000, 5s",
    "1 minute, 60000, 1m",
    "3 minutes, 180000, 3m",
    "90 seconds, 90000, 90s",
    "2h, 7200000, 2h",
    "1 day, 86400000, 24h",
    "0, 0, 0s",
  })
  void durationsReadAsPeopleWriteThem(String text, long millis, String formatted) {
    assertThat(Durations.parse(text)).hasMillis(millis);
    assertThat(Durations.format(Durations.parse(text))).isEqualTo(formatted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-5s", "5 parsecs", "s", "1.5s", "999999999999 days"})
  void whatIsNoDurationIsSaid(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a duration");
  }
}
