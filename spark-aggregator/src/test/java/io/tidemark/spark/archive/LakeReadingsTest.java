package io.tidemark.spark.archive;

import static io.tidemark.spark.archive.TestLake.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeOption;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.decode.DatasourceRows;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.ReadingInput;
import io.tidemark.spark.window.PartialAggregation;
import io.tidemark.spark.window.WindowedAggregation;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LakeReadingsTest {

  private static final String DOORS =
      """
      stream: doors
      raw:
        topic: doors-raw
        key: door
        time: at
        fields:
          at:    {type: timestamp, format: nanoseconds, lenient: true}
          door:  {type: string, optional: true}
          open:  {type: boolean}
          width: {type: decimal, scale: 3, optional: true}
          count: {type: int, optional: true}
      derived:
        share: {type: decimal, scale: 2, is: width / count}
      aggregated:
        topic: doors-aggregated
        window: 1 minute
        watermark: 0
        deduplicate: true
        where: count > 5 or count == 0
        by: [door, open]
        measures:
          readings: count
          values: count(width)
          sum_width: sum(width)
          avg_share: avg(share)
          dev_width: stddev(width)
          first_width: first(width)
          last_count: last(count)
          least: min(width)
      """;

  private static final List<String> RECORDS =
      List.of(
          door(1_000_000_001L, "'a'", true, "0.125", "9"),
          // the same again, later in the same microsecond, and without values
          door(1_000_000_001L, "'a'", true, "0.125", "9"),
          door(1_000_000_002L, "'a'", true, "0.126", "9"),
          door(1_000_000_003L, "'a'", true, "null", "9"),
          door(1_000_000_003L, "null", false, "-7.5", "6"),
          // filtered, and one whose share divides by zero
          door(1_000_000_004L, "'a'", true, "1", "5"),
          door(1_000_000_005L, "'a'", true, "1", "0"),
          "{\"at\":61000000000,\"heartbeat\":true}",
          "dead",
          door(-1L, "'ä'", true, "0", "7"),
          door(60_999_999_998L, "''", true, "999999999999999.999", "7000000000"),
          door(60_999_999_999L, "''", true, "0", "7"));

  @TempDir Path folder;
  private TestLake lake;

  @BeforeEach
  void open() {
    lake = new TestLake(folder);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @ParameterizedTest
  @MethodSource("io.tidemark.spark.archive.GoldenReadings#streams")
  void theWindowsOfEveryStreamAreThoseOfItsTopic(String stream) throws IOException {
    StreamDefinition definition = GoldenReadings.definition(stream);
    List<String> records = GoldenReadings.records(stream);
    archive(definition, records);

    assertThat(windows(fromLake(definition, List.of()), definition))
        .isNotEmpty()
        .isEqualTo(windows(fromTopic(definition, records), definition));
    assertThat(readings(fromLake(definition, List.of()), definition))
        .isNotEmpty()
        .isEqualTo(readings(fromTopic(definition, records), definition));
  }

  @Test
  void whatComesTwiceOrIsFilteredOrHasNoValueCountsAsFromTheTopic() {
    for (String text : List.of(DOORS, DOORS.replace("  deduplicate: true\n", ""))) {
      StreamDefinition definition = Definitions.read(text.replace("stream: doors", name(text)));
      archive(definition, RECORDS);

      assertThat(windows(fromLake(definition, List.of()), definition))
          .hasSize(4)
          .isEqualTo(windows(fromTopic(definition, RECORDS), definition));
    }
  }

  private static String name(String text) {
    return text.equals(DOORS) ? "stream: doors" : "stream: doors-twice";
  }

  @Test
  void whatIsNotArchivedYetComesFromTheTopicAndCountsOnceWithIt() {
    StreamDefinition definition = Definitions.read(DOORS);
    archive(definition, RECORDS.subList(0, 6));

    // the last is the first again, which is archived
    List<String> rest = new ArrayList<>(RECORDS.subList(6, RECORDS.size()));
    rest.add(RECORDS.get(0));
    assertThat(windows(fromLake(definition, rest), definition))
        .isEqualTo(windows(fromTopic(definition, RECORDS), definition));
  }

  @Test
  void onlyTheEventTimesAndOffsetsInRangeAreRead() {
    StreamDefinition definition = Definitions.read(DOORS);
    Table table = archive(definition, RECORDS);
    Dataset<Row> rows =
        LakeReadings.rows(
            LocalSpark.SESSION,
            new LakeOption(folder).catalog(),
            table,
            TableLayout.readings(definition),
            new TreeMap<>(Map.of(0, 3L)));
    assertThat(rows.count()).isEqualTo(3);

    LakeReadings all = new LakeReadings(rows(definition), LocalSpark.batch(List.of()));
    assertThat(readings(all.inputs(definition, LocalSpark.ANY_PAST, 1_000L, 60_999L), definition))
        .hasSize(6);
  }

  @Test
  void aRowWithoutAValueThatTheDefinitionNowRequiresIsPassedOverAsItsRecordWouldBe() {
    StreamDefinition before = Definitions.read(DOORS);
    StreamDefinition now =
        Definitions.read(
            DOORS.replace(
                "width: {type: decimal, scale: 3, optional: true}",
                "width: {type: decimal, scale: 3}"));
    archive(before, RECORDS);
    assertThat(windows(fromLake(now, List.of()), now))
        .isEqualTo(windows(fromTopic(now, RECORDS), now));
  }

  @Test
  void aRequiredFieldThatTheTableDoesNotHaveIsRefused() {
    archive(Definitions.read(DOORS), RECORDS);
    StreamDefinition more =
        Definitions.read(
            DOORS.replace("    count: {type: int", "    room: {type: int}\n    count: {type: int"));
    assertThatThrownBy(() -> fromLake(more, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("lake.doors.readings has no column room")
        .hasMessageContaining("aggregate archive");
  }

  private static String door(long nanos, String door, boolean open, String width, String count) {
    return "{\"at\":%d,\"door\":%s,\"open\":%s,\"width\":%s,\"count\":%s}"
        .formatted(nanos, door.replace('\'', '"'), open, width, count);
  }

  private Table archive(StreamDefinition definition, List<String> records) {
    Table table = lake.readings(definition);
    write(table, definition, records.size(), records.toArray(String[]::new));
    return table;
  }

  private static List<ReadingInput<?>> fromTopic(
      StreamDefinition definition, List<String> records) {
    return List.of(
        ReadingInput.ofRecords(
            LocalSpark.batch(records), definition, LocalSpark.ANY_PAST, DeadLetterSink.NONE));
  }

  private List<ReadingInput<?>> fromLake(StreamDefinition definition, List<String> rest) {
    return new LakeReadings(rows(definition), LocalSpark.batch(rest))
        .inputs(definition, LocalSpark.ANY_PAST, null, null);
  }

  private Dataset<Row> rows(StreamDefinition definition) {
    // each test has a catalog of its own under the one name
    ((org.apache.spark.sql.classic.SparkSession) LocalSpark.SESSION)
        .sessionState()
        .catalogManager()
        .reset();
    TableLayout layout = TableLayout.readings(definition);
    return LakeReadings.rows(
        LocalSpark.SESSION,
        new LakeOption(folder).catalog(),
        lake.find(layout),
        layout,
        new TreeMap<>());
  }

  /** The rows without sketches, whose bytes depend on the order in which they are merged. */
  private static List<String> windows(List<ReadingInput<?>> inputs, StreamDefinition definition) {
    List<String> columns = new ArrayList<>();
    definition.aggregated().columns().stream()
        .filter(column -> !column.type().isSketch())
        .map(AggregatedColumn::name)
        .forEach(columns::add);
    if (definition.aggregates().size() > 1) {
      columns.add(PartialAggregation.KIND);
    }
    return texts(
        WindowedAggregation.of(inputs, definition)
            .select(
                columns.stream()
                    .map(ArchivedReadings::quoted)
                    .map(functions::col)
                    .toArray(org.apache.spark.sql.Column[]::new)));
  }

  private static List<String> readings(List<ReadingInput<?>> inputs, StreamDefinition definition) {
    return texts(DatasourceRows.of(inputs, definition, null, null));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
