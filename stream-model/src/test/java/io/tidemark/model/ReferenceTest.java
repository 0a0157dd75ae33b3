package io.tidemark.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceTest {
  @Test
  void theSchemaNamesEveryFieldWithItsType() {
    assertThat(Reference.schema(Definitions.sample()))
        .contains("\"temp\"", "\"multipleOf\" : 0.01", "Unit: °C")
        .containsPattern(
            "\"required\" : \\[\\s+\"time\",\\s+\"entity\",\\s+\"temp\",\\s+\"state\"");
  }

  @Test
  void thePageHasATableOfFieldsAndOneOfColumns() {
    assertThat(Reference.markdown(Definitions.sample()))
        .contains("| `time` | integer, epoch milliseconds, UTC |  | event time |")
        .contains("| `temp` | number, 2 decimal places | °C |  |")
        .contains("| `avg_temp` | number, 6 decimal places | `avg(temp)` |")
        .contains("Window 1m, watermark 3m.");
  }
}
