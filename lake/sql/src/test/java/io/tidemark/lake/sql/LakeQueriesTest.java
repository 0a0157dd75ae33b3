package io.tidemark.lake.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The questions of {@code queries/lake}, each asked over small tables of its stream. */
class LakeQueriesTest {
  private static final Path QUERIES = Path.of("../../queries/lake");
  private static final Path STREAMS = Path.of("../../streams");
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final int ROWS = 500;

  /** What one of both engines lacks, or computes in another way. */
  private static final Pattern OF_ONE_ENGINE =
      Pattern.compile(
          "approx_|quantile|percentile|epoch|strftime|date_format|::|avg\\((?!CAST)|;",
          Pattern.CASE_INSENSITIVE);

  @TempDir Path folder;

  static List<Path> queries() throws IOException {
    try (Stream<Path> files = Files.list(QUERIES)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryFindsRowsInTheTablesOfItsStream(Path file) throws Exception {
    StreamDefinition definition = definition(file);
    LakeFixture lake = new LakeFixture(folder);
    for (TableLayout layout : TableLayout.all(definition)) {
      lake.append(layout, FROM, LakeFixture.generated(layout, FROM, ROWS));
    }

    assertThat(rows(lake, definition, Files.readString(file))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryBeginsWithItsQuestionAndUsesWhatBothEnginesHave(Path file) throws IOException {
    String text = Files.readString(file);
    String code = text.replaceAll("--.*", "");

    assertThat(text).startsWith("-- ");
    assertThat(OF_ONE_ENGINE.matcher(code).find()).isFalse();
    assertThat(Files.readString(QUERIES.resolve("README.md")))
        .contains("| [" + file.getFileName() + "](" + file.getFileName() + ") | ");
  }

  @Test
  void everyStreamHasTwoQueriesAtLeast() throws IOException {
    List<String> names = queries().stream().map(file -> file.getFileName().toString()).toList();
    for (String stream : streams()) {
      assertThat(names.stream().filter(name -> name.startsWith(stream + "-")))
          .as(stream)
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void windowsThatSayWhatTheReadingsSayDoNotDiffer() throws Exception {
    Path file = QUERIES.resolve("sensor-data-readings-against-windows.sql");
    StreamDefinition definition = definition(file);
    TableLayout readings = TableLayout.readings(definition);
    LakeFixture lake = new LakeFixture(folder);
    String rows = LakeFixture.generated(readings, FROM, ROWS);
    lake.append(readings, FROM, rows);
    lake.append(
        TableLayout.windows(definition).get(0),
        FROM,
        "SELECT date_trunc('minute', time) AS window_start, entity, count(*) AS readings,"
            + " min(temp) AS min_temp, max(temp) AS max_temp FROM ("
            + rows
            + ") GROUP BY 1, 2");

    assertThat(rows(lake, definition, Files.readString(file))).isEmpty();

    lake.append(readings, FROM, rows + " LIMIT 1");
    assertThat(rows(lake, definition, Files.readString(file)))
        .containsExactly("[2026-01-01T00:00:00Z, 1, 13, 12, -2.00, -2.00, 6.20, 6.20]");
  }

  @Test
  void aPercentileIsThatOfTheRank() throws Exception {
    Path file = QUERIES.resolve("weather-p95-by-city.sql");
    StreamDefinition definition = definition(file);
    LakeFixture lake = new LakeFixture(folder);
    lake.append(
        TableLayout.readings(definition),
        FROM,
        "SELECT TIMESTAMPTZ '2026-01-01 00:00:00Z' AS time, 'A' AS city, range AS temperature"
            + " FROM range(1, 101)");

    assertThat(rows(lake, definition, Files.readString(file))).containsExactly("[A, 100, 95.0]");
  }

  private static List<String> rows(LakeFixture lake, StreamDefinition definition, String sql) {
    List<LakeView> views = new ArrayList<>();
    try (LakeTables tables = lake.open()) {
      for (TableLayout layout : TableLayout.all(definition)) {
        views.add(
            tables
                .find(layout)
                .map(table -> LakeView.of(layout, table))
                .orElseGet(() -> LakeView.empty(layout)));
      }
    }
    List<String> rows = new ArrayList<>();
    try (LakeDatabase database =
        LakeDatabase.open(TableLayout.namespace(definition), views, "256MB", line -> {})) {
      database.query(
          sql,
          result -> {
            while (result.next()) {
              List<String> row = new ArrayList<>();
              for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(ResultValue.text(result.getObject(i)));
              }
              rows.add(row.toString());
            }
          });
    }
    return rows;
  }

  /** The definition of the stream whose name a file begins with; the longest of several. */
  private static StreamDefinition definition(Path query) throws IOException {
    String name = query.getFileName().toString();
    String stream =
        streams().stream()
            .filter(one -> name.startsWith(one + "-"))
            .reduce((one, other) -> one.length() > other.length() ? one : other)
            .orElseThrow(() -> new AssertionError(name + " begins with no stream"));
    return DefinitionReader.read(STREAMS.resolve(stream + ".yaml"));
  }

  private static Set<String> streams() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(STREAMS)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".yaml"))
          .forEach(file -> names.add(file.replace(".yaml", "")));
    }
    return names;
  }
}
