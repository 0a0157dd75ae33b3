package io.tidemark.benchmarks.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSqlTest {
  private static final Path FLEET = Path.of("../fleet.yaml");

  private static final String TRUCKS =
      """
      stream: trucks
      raw:
        topic: trucks-raw
        key: truck
        time: time
        fields:
          time:   {type: timestamp}
          truck:  {type: string}
          gear:   {type: int, simulate: {uniform: {min: 1, max: 8}}}
          speed:  {type: decimal, scale: 1, simulate: {uniform: {min: 0, max: 90}}}
          fuel:   {type: decimal, scale: 9, simulate: {uniform: {min: 0, max: 90}}}
          driver: {type: string, simulate: {choice: [ada, bob]}}
      aggregated:
        topic: trucks-aggregated
        window: 1 minute
        watermark: 5 seconds
        by: [truck]
        measures:
          readings: count
          asked: count
      """;

  @TempDir Path folder;

  @Test
  void theFleetIsReadFromItsTopicUpToItsEnd() {
    assertThat(fleet().source())
        .isEqualTo(
            "CREATE TABLE readings (`time` BIGINT, `entity` BIGINT, `temp` DECIMAL(18, 2),"
                + " `humidity` DECIMAL(18, 2), `heartbeat` BOOLEAN,"
                + " `_event_time` AS TO_TIMESTAMP_LTZ(`time`, 3),"
                + " WATERMARK FOR `_event_time` AS `_event_time`"
                + " - INTERVAL '0 00:03:00.000' DAY(3) TO SECOND(3))"
                + " WITH ('connector' = 'kafka',"
                + " 'properties.bootstrap.servers' = '127.0.0.1:9', 'topic' = 'bench-fleet-raw',"
                + " 'format' = 'json', 'scan.startup.mode' = 'earliest-offset',"
                + " 'scan.bounded.mode' = 'latest-offset')");
  }

  @Test
  void theWindowsOfTheFleetHaveTheColumnsOfTheDefinition() {
    assertThat(fleet().sink())
        .isEqualTo(
            "CREATE TABLE windows (`_record_key` STRING, `window_start` TIMESTAMP_LTZ(3),"
                + " `window_end` TIMESTAMP_LTZ(3), `entity` BIGINT, `readings` BIGINT,"
                + " `avg_temp` DECIMAL(38, 6), `min_temp` DECIMAL(38, 2),"
                + " `max_temp` DECIMAL(38, 2), `last_humidity` DECIMAL(38, 2))"
                + " WITH ('connector' = 'kafka',"
                + " 'properties.bootstrap.servers' = '127.0.0.1:9', 'topic' = 'rows',"
                + " 'key.format' = 'raw', 'key.fields' = '_record_key', 'value.format' = 'json',"
                + " 'value.fields-include' = 'EXCEPT_KEY',"
                + " 'value.json.timestamp-format.standard' = 'ISO-8601')");
  }

  @Test
  void theWindowsOfTheFleetAreOneWindowAggregation() {
    assertThat(fleet().insert())
        .isEqualTo(
            """
            INSERT INTO windows
            SELECT CONCAT_WS('|', CAST(`entity` AS STRING), \
            DATE_FORMAT(window_start, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')),
              CAST(window_start AS TIMESTAMP_LTZ(3)), CAST(window_end AS TIMESTAMP_LTZ(3)), \
            `entity`, COUNT(*), AVG(`temp`), MIN(`temp`), MAX(`temp`), LAST_VALUE(`humidity`)
            FROM TUMBLE(TABLE readings, DESCRIPTOR(`_event_time`), \
            INTERVAL '0 00:01:00.000' DAY(3) TO SECOND(3))
            WHERE `heartbeat` IS NULL
            GROUP BY `entity`, window_start, window_end""");
  }

  @Test
  void flinkPlansTheQueryOfTheFleet() {
    plan(fleet());
  }

  @Test
  void flinkPlansEveryFunctionThatIsNotRefused() throws IOException {
    plan(
        trucks(
            "asked: count",
            """
            sum_gear: sum(gear)
                sum_speed: sum(speed)
                avg_gear: avg(gear)
                avg_speed: avg(speed)
                avg_fuel: avg(fuel)
                min_fuel: min(fuel)
                max_driver: max(driver)
                first_gear: first(gear)
                last_driver: last(driver)"""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sum(gear)  | SUM(CAST(`gear` AS DECIMAL(19, 0)))              | DECIMAL(38, 0)
          sum(speed) | SUM(`speed`)                                     | DECIMAL(38, 1)
          avg(gear)  | CAST(AVG(`gear` * 0.01) * 100 AS DECIMAL(38, 4)) | DECIMAL(38, 4)
          avg(speed) | CAST(AVG(`speed` * 0.1) * 10 AS DECIMAL(38, 5))  | DECIMAL(38, 5)
          avg(fuel)  | AVG(CAST(`fuel` AS DECIMAL(38, 13)))             | DECIMAL(38, 13)
          max(gear)  | MAX(`gear`)                                      | BIGINT
          first(gear)| FIRST_VALUE(`gear`)                              | BIGINT
          """)
  void aMeasureIsExactAndHasTheDecimalPlacesOfTheJob(String function, String sql, String type)
      throws IOException {
    WindowSql trucks = trucks("asked: count", "asked: " + function);
    assertThat(trucks.insert()).contains("COUNT(*), " + sql + "\nFROM");
    assertThat(trucks.sink()).contains("`asked` " + type + ")");
  }

  @Test
  void aSlidingWindowIsAHop() throws IOException {
    WindowSql trucks =
        trucks(
            "window: 1 minute", "window: 1 minute\n  slide: 10s", "asked: count", "a: avg(gear)");
    assertThat(trucks.insert())
        .contains(
            "FROM HOP(TABLE readings, DESCRIPTOR(`_event_time`),"
                + " INTERVAL '0 00:00:10.000' DAY(3) TO SECOND(3),"
                + " INTERVAL '0 00:01:00.000' DAY(3) TO SECOND(3))");
    plan(trucks);
  }

  @Test
  void aConditionThatComparesIsAWhere() throws IOException {
    WindowSql trucks =
        trucks(
            "by: [truck]",
            "by: [truck]\n"
                + "  where: driver in ('ada', 'o''börn°') and not (speed >= -4 or gear != 3)"
                + " and fuel < 0.5");
    assertThat(trucks.insert())
        .contains(
            "WHERE `heartbeat` IS NULL AND (((`driver` = 'ada') OR (`driver` = 'o''börn°'))"
                + " AND (NOT ((`speed` >= -4.0) OR (`gear` <> 3))) AND (`fuel` < 0.500000000))");
    plan(trucks);
  }

  @Test
  void secondsAreRead() throws IOException {
    WindowSql trucks = trucks("{type: timestamp}", "{type: timestamp, format: seconds}");
    assertThat(trucks.source()).contains("`_event_time` AS TO_TIMESTAMP_LTZ(`time`, 0)");
    plan(trucks);
  }

  @Test
  void quotedNumbersAreReadAsBigintsBecauseTheJsonFormatTakesBoth() throws IOException {
    WindowSql trucks =
        trucks(
            "{type: timestamp}", "{type: timestamp, quoted: true}",
            "{type: int, ", "{type: int, quoted: true, ");
    assertThat(trucks.source()).contains("`time` BIGINT", "`gear` BIGINT");
  }

  @Test
  void withoutGroupsThereIsOneRowAWindow() throws IOException {
    WindowSql trucks = trucks("  by: [truck]\n", "");
    assertThat(trucks.insert()).endsWith("GROUP BY window_start, window_end");
    plan(trucks);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stddev(speed)    | it has no exact standard deviation
          distinct(driver) | it has no HyperLogLog sketch of Apache DataSketches
          quantiles(speed) | it has no KLL sketch of Apache DataSketches
          """)
  void aFunctionThatFlinkDoesNotHaveIsRefusedWithItsMeasure(String function, String why) {
    assertRefused("'asked: " + function + "'", why, "asked: count", "asked: " + function);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first(gear)", "last(driver)"})
  void theFirstAndTheLastAreRefusedWhereReadingsOfSeveralKeysMeet(String function) {
    assertRefused(
        "'asked: " + function + "'",
        "Flink's is in order of arrival, which is that of the event times only within one"
            + " 'truck', and 'by' does not have it",
        "asked: count",
        "asked: " + function,
        "[truck]",
        "[driver]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"first(gear)", "last(driver)"})
  void theFirstAndTheLastOfASlidingWindowAreRefused(String function) {
    assertRefused(
        "'asked: " + function + "'",
        "with 'slide' Flink merges parts of windows, and cannot merge this function",
        "asked: count",
        "asked: " + function,
        "window: 1 minute",
        "window: 1 minute\n  slide: 10s");
  }

  @Test
  void severalKindsOfWindowsAreRefused() {
    assertRefused(
        "the 2 kinds of windows",
        "it has windows of one kind only",
        "  topic: trucks-aggregated\n  window: 1 minute\n",
        "  windows:\n    - {topic: minutes, window: 1m}\n    - {topic: hours, window: 1h}\n");
  }

  @Test
  void aDerivedFieldIsRefused() {
    assertRefused(
        "the derived field 'twice'",
        "it has the fields of the raw records only",
        "aggregated:\n",
        "derived:\n  twice: {type: int, is: gear * 2}\naggregated:\n");
  }

  @Test
  void deduplicationIsRefused() {
    assertRefused(
        "'deduplicate: true'",
        "it counts a reading that comes again",
        "by: [truck]",
        "by: [truck]\n  deduplicate: true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gear + 1 > 3",
        "gear * 2 > 3",
        "speed / 2 > 3",
        "floor(speed) > 3",
        "abs(gear) > 3",
        "speed > fuel",
        "speed > 3.25"
      })
  void aConditionThatComputesIsRefused(String condition) {
    assertRefused(
        "'where'",
        "it has no arithmetic there, and compares a number only with one of the same or fewer"
            + " decimal places",
        "by: [truck]",
        "by: [truck]\n  where: driver = 'ada' and " + condition);
  }

  @Test
  void daysAsEventTimesAreRefused() {
    assertRefused(
        "'time' with 'format: yyyymmdd'",
        "Flink reads days that do not exist, 20260231 as 28 February",
        "{type: timestamp}",
        "{type: timestamp, format: yyyymmdd}",
        "1 minute",
        "1 day",
        "5 seconds",
        "1 day");
  }

  @Test
  void textsAsEventTimesAreRefused() {
    assertRefused(
        "'time' with 'format: iso'",
        "Flink ignores the zone when it reads a time from a text",
        "{type: timestamp}",
        "{type: timestamp, format: iso}");
  }

  @Test
  void aFieldWithANameThatFlinksWindowsHaveIsRefused() {
    assertRefused(
        "the field 'window_time'",
        "Flink's windows have a column of that name",
        "gear",
        "window_time");
  }

  private static WindowSql fleet() {
    return new WindowSql(DefinitionReader.read(FLEET), "127.0.0.1:9", "rows");
  }

  /**
   * @param changes pairs of a part of the definition and its replacement
   */
  private WindowSql trucks(String... changes) throws IOException {
    String text = TRUCKS;
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).contains(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    Path file = folder.resolve("trucks.yaml");
    Files.writeString(file, text);
    return new WindowSql(DefinitionReader.read(file), "127.0.0.1:9", "rows");
  }

  private void assertRefused(String what, String why, String... changes) {
    assertThatThrownBy(() -> trucks(changes))
        .as(Arrays.toString(changes))
        .isExactlyInstanceOf(UserError.class)
        .hasMessage("the peer in Flink SQL cannot take " + what + " of trucks: " + why);
  }

  /** Plans the query down to the operators and their generated code, without a broker. */
  private static void plan(WindowSql sql) {
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(
                    FlinkSettings.ofAJob(
                        FlinkSettings.ofACluster(), URI.create("http://127.0.0.1:9")))
                .build());
    tables.executeSql(sql.source());
    tables.executeSql(sql.sink());
    assertThat(tables.explainSql(sql.insert(), ExplainDetail.JSON_EXECUTION_PLAN))
        .contains("WindowAggregate", "Sink(table=[default_catalog.default_database.windows]");
  }
}
