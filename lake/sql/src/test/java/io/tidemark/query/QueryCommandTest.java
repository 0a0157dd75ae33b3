package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.Commands;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.lake.sql.LakeFixture;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.testing.Definitions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command over small tables in a folder. */
class QueryCommandTest {
  private static final StreamDefinition SAMPLE = Definitions.sample();
  private static final Instant HOUR = Instant.parse("2026-01-01T00:00:00Z");
  private static final String ROWS =
      """
      SELECT * FROM (VALUES
        (TIMESTAMPTZ '2026-01-01 00:00:00.000001Z', 1, 20.50, 'on', 0),
        (TIMESTAMPTZ '2026-01-01 00:00:01Z', 2, -0.05, 'a,"b"', 1))
        AS r(time, entity, temp, state, kafka_offset)""";

  @TempDir Path folder;
  private LakeFixture lake;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void aLakeWithTwoReadings() throws Exception {
    lake = new LakeFixture(folder.resolve("lake"));
    Files.writeString(folder.resolve("sample.yaml"), Definitions.SAMPLE);
    lake.append(TableLayout.readings(SAMPLE), HOUR, ROWS);
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveTheStreamsBack() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void aTableForATerminalHasNumbersToTheRight() {
    assertThat(run("select entity, temp, state, time from readings order by entity")).isZero();

    assertThat(printed().lines())
        .containsExactly(
            " entity |  temp | state | time",
            "--------+-------+-------+-----------------------------",
            "      1 | 20.50 | on    | 2026-01-01T00:00:00.000001Z",
            "      2 | -0.05 | a,\"b\" | 2026-01-01T00:00:01Z");
    assertThat(said()).contains("2 rows");
  }

  @Test
  void csvHasAHeaderAndQuotesWhereTheyAreNeeded() {
    run("--csv", "select entity, temp, state, null as none, '' as empty from readings order by 1");

    assertThat(printed())
        .isEqualTo(
            "entity,temp,state,none,empty\r\n1,20.50,on,,\"\"\r\n2,-0.05,\"a,\"\"b\"\"\",,\"\"\r\n");
  }

  @Test
  void jsonHasAnObjectALineWithAllPlacesOfADecimal() {
    run(
        "--json",
        "select temp, time, state = 'on' as is_on, [1, 2] as list, 'a'::blob as bytes,"
            + " sum(temp) over () as total, 0.1::double as d, null as none from readings"
            + " order by time");

    assertThat(printed().lines().findFirst())
        .hasValue(
            "{\"temp\":20.50,\"time\":\"2026-01-01T00:00:00.000001Z\",\"is_on\":true,\"list\":[1,2],"
                + "\"bytes\":\"YQ==\",\"total\":20.45,\"d\":0.1,\"none\":null}");
  }

  @Test
  void aTableShowsItsFirstRowsAlone() {
    run("select range as n from range(5000)");

    assertThat(printed().lines()).hasSize(TableFormat.ROWS + 2);
    assertThat(said()).contains("the first 1,000 rows; --csv and --json show all");
  }

  @Test
  void namesMayBeQualifiedAsInTrino() {
    assertThat(run("--csv", "select count(*) as n from lake.sample.readings")).isZero();
    assertThat(printed()).isEqualTo("n\r\n2\r\n");
  }

  @Test
  void aTableWithoutRowsHasItsColumns() {
    run("--csv", "select * from windows");

    assertThat(printed())
        .isEqualTo(
            "window_start,window_end,entity,readings,avg_temp,last_state,kafka_partition,"
                + "kafka_offset\r\n");
    assertThat(said()).isEqualTo("nothing is archived yet in windows\n");
  }

  @Test
  void filesOfEveryAgeAreReadAsTheTableIsNow() throws Exception {
    StreamDefinition grown =
        Definitions.read(
            Definitions.SAMPLE.replace(
                "state: {", "wet: {type: boolean, simulate: {probability: 0.5}}\n    state: {"));
    lake.append(TableLayout.readings(grown), HOUR, ROWS.replace("entity", "wet"));
    try (LakeTables tables = lake.open()) {
      Table table = tables.find(TableLayout.readings(SAMPLE)).orElseThrow();
      table.updateSchema().renameColumn("temp", "temperature").commit();
    }

    run(
        "--csv",
        "select wet, temperature from readings where temperature > 0 order by wet nulls first");

    assertThat(printed()).isEqualTo("wet,temperature\r\n,20.50\r\ntrue,20.50\r\n");
  }

  @Test
  void aStatementInAFileIsRunWhateverCommentsItHas() throws IOException {
    Path file =
        Files.writeString(folder.resolve("q.sql"), "-- how many; really?\nselect 1 as n;\n");

    assertThat(run("--csv", "--file", file.toString())).isZero();
    assertThat(printed()).isEqualTo("n\r\n1\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop view readings",
        "copy readings to '/tmp/x.csv'",
        "select 1; drop view readings",
        "with r as (select 1) insert into readings select * from r",
        "set memory_limit = '9GB'",
        "attach 'x.db'",
        "explain select 1",
      })
  void aStatementThatDoesMoreThanReadIsRefused(String statement) {
    assertThat(run(statement)).isEqualTo(2);
    assertThat(said())
        .startsWith(
            "query: expected one statement that reads: SELECT, WITH, VALUES, DESCRIBE, SUMMARIZE or"
                + " SHOW; found another kind");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1; select 2|query: expected one statement, found 2",
        ";|query: expected one statement, found 0",
        "selec 1|query: the query has an error: syntax error at or near \"selec\"",
      })
  void anythingButOneStatementIsWrongUsage(String statement, String message) {
    assertThat(run(statement)).isEqualTo(2);
    assertThat(said()).startsWith(message);
  }

  @Test
  void anErrorNamesItsLine() {
    run("select *\nfrom readings\nwher a b c");

    assertThat(said()).contains("in line 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select * from nope|Table with name nope does not exist",
        "select nope from readings|Referenced column \"nope\" not found in FROM clause!",
        "select cast(state as int) from readings|Could not convert string",
      })
  void aFailureIsOneLine(String statement, String message) {
    assertThat(run(statement)).isEqualTo(1);
    assertThat(said()).contains(message).doesNotContain("LINE").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from read_text('/etc/hostname')",
        "select * from read_parquet('/tmp/*.parquet')",
        "select * from glob('/*')",
        "select * from read_csv('http://127.0.0.1:1/x.csv')",
      })
  void nothingButTheFilesOfTheTablesIsRead(String statement) {
    assertThat(run(statement)).isEqualTo(1);
    assertThat(said()).contains("disabled by configuration");
  }

  @Test
  void rowsThatDeleteFilesDeleteAreNotShownAsIfTheyWereThere() throws Exception {
    try (LakeTables tables = lake.open()) {
      Table table = tables.find(TableLayout.readings(SAMPLE)).orElseThrow();
      table
          .newRowDelta()
          .addDeletes(
              FileMetadata.deleteFileBuilder(table.spec())
                  .ofPositionDeletes()
                  .withPath("file:///deletes.parquet")
                  .withFormat("parquet")
                  .withFileSizeInBytes(1)
                  .withPartition(LakeFixture.partition(table.spec(), HOUR))
                  .withRecordCount(1)
                  .build())
          .commit();
    }

    assertThat(run("select * from readings")).isEqualTo(1);
    assertThat(said())
        .startsWith("query: lake.sample.readings has delete files")
        .contains("./tidemark trino")
        .hasLineCount(1);
  }

  @Test
  void aLakeWithoutTheStreamSaysHowToFillIt() throws IOException {
    Files.writeString(
        folder.resolve("other.yaml"),
        Definitions.SAMPLE.replace("stream: sample", "stream: other"));

    assertThat(runOf("other.yaml", "select 1")).isEqualTo(1);
    assertThat(said()).contains("the lake has no table of stream other yet");
  }

  @Test
  void wrongOptionsAreWrongUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--csv", "--json", "select 1")).isEqualTo(2);
    assertThat(run("--memory", "much", "select 1")).isEqualTo(2);
    assertThat(said())
        .contains("found neither")
        .contains("expected one of --csv and --json, found both")
        .contains("--memory: expected a size such as 512MB, found much");
  }

  @Test
  void temporaryFilesAreDeletedInTheEnd() throws IOException {
    List<Path> before = temporary();
    run("select 1");

    assertThat(temporary()).isEqualTo(before);
  }

  private static List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("tidemark-query-"))
          .sorted()
          .toList();
    }
  }

  private int run(String... arguments) {
    return runOf("sample.yaml", arguments);
  }

  private int runOf(String definition, String... arguments) {
    List<String> all =
        Stream.concat(
                Stream.of(
                    "--stream", folder + "/" + definition, "--lake", lake.folder().toString()),
                Stream.of(arguments))
            .toList();
    return Commands.run(new QueryCommand(), all.toArray(String[]::new));
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
