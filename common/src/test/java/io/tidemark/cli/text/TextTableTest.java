package io.tidemark.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private record Row(String name, Long number) {}

  @Test
  void namesAreLeftAlignedAndNumbersRightAligned() {
    String table =
        new TextTable<>(Arrays.asList(new Row("raw", 12_345L), new Row("aggregated", null)))
            .left("station", Row::name)
            .number("rows", Row::number)
            .right("", row -> row.number() == null ? "none" : "")
            .render();
    assertThat(table)
        .isEqualTo(
            """
             station    |   rows |
            ------------+--------+------
             raw        | 12,345 |
             aggregated |      - | none""");
  }
}
