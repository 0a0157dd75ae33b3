package io.tidemark.lake.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.lake.TableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The questions of {@code queries/lake}, each asked over small tables of its stream. */
class LakeQueriesTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final int ROWS = 500;

  /** What one of both engines lacks, or computes in another way. */
  private static final Pattern OF_ONE_ENGINE =
      Pattern.compile(
          "approx_|quantile|percentile|epoch|strftime|date_format|::|avg\\((?!CAST)",
          Pattern.CASE_INSENSITIVE);

  @TempDir Path folder;

  static List<LakeQuery> queries() {
    return LakeQuery.all();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryFindsRowsInTheTablesOfItsStream(LakeQuery query) throws Exception {
    LakeFixture lake = new LakeFixture(folder);
    for (TableLayout layout : TableLayout.all(query.definition())) {
      lake.append(layout, FROM, LakeFixture.generated(layout, FROM, ROWS));
    }

    assertThat(query.rows(lake)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryBeginsWithItsQuestionAndUsesWhatBothEnginesHave(LakeQuery query) throws IOException {
    String code = query.text().replaceAll("--.*", "");

    // Trino's command line wants the semicolon
    assertThat(query.text()).startsWith("-- ").endsWith(";\n");
    assertThat(OF_ONE_ENGINE.matcher(code).find()).isFalse();
    assertThat(Files.readString(LakeQuery.FOLDER.resolve("README.md")))
        .contains("| [" + query.name() + "](" + query.name() + ") | ");
  }

  @Test
  void everyStreamHasTwoQueriesAtLeast() {
    for (String stream : LakeQuery.streams()) {
      assertThat(queries().stream().filter(query -> query.definition().name().equals(stream)))
          .as(stream)
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void windowsThatSayWhatTheReadingsSayDoNotDiffer() throws Exception {
    LakeQuery query = LakeQuery.of("sensor-data-readings-against-windows");
    TableLayout readings = TableLayout.readings(query.definition());
    LakeFixture lake = new LakeFixture(folder);
    String rows = LakeFixture.generated(readings, FROM, ROWS);
    lake.append(readings, FROM, rows);
    lake.append(
        TableLayout.windows(query.definition()).get(0),
        FROM,
        "SELECT date_trunc('minute', time) AS window_start, entity, count(*) AS readings,"
            + " min(temp) AS min_temp, max(temp) AS max_temp FROM ("
            + rows
            + ") GROUP BY 1, 2");

    assertThat(query.rows(lake)).isEmpty();

    lake.append(readings, FROM, rows + " LIMIT 1");
    assertThat(query.rows(lake))
        .containsExactly(
            List.of("2026-01-01T00:00:00Z", "1", "13", "12", "-2.00", "-2.00", "6.20", "6.20"));
  }

  @Test
  void aPercentileIsThatOfTheRank() throws Exception {
    LakeQuery query = LakeQuery.of("weather-p95-by-city");
    LakeFixture lake = new LakeFixture(folder);
    lake.append(
        TableLayout.readings(query.definition()),
        FROM,
        "SELECT TIMESTAMPTZ '2026-01-01 00:00:00Z' AS ts, 'A' AS city, range AS temperature"
            + " FROM range(1, 101)");

    assertThat(query.rows(lake)).containsExactly(List.of("A", "100", "95.00"));
  }
}
