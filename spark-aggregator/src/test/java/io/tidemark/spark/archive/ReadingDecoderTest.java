package io.tidemark.spark.archive;

import static io.tidemark.spark.archive.TestLake.column;
import static io.tidemark.spark.archive.TestLake.rows;
import static io.tidemark.spark.archive.TestLake.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.InMemoryDeadLetters;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.source.Polls;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadingDecoderTest {

  private static final StreamDefinition DOORS =
      Definitions.read(
          """
          stream: front-doors
          raw:
            topic: doors-raw
            key: door
            time: at
            fields:
              at:    {type: timestamp}
              door:  {type: string}
              open:  {type: boolean}
              width: {type: decimal, scale: 3, optional: true}
              count: {type: int, optional: true}
          derived:
            twice: {type: decimal, scale: 2, is: width * 2}
          aggregated:
            topic: doors-aggregated
            window: 1 minute
            watermark: 0
            deduplicate: true
            where: count > 5
            by: [door]
            measures: {readings: count}
          """);

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

  @Test
  void aRowHasEveryFieldWithItsTypeAndItsPlaceInKafka() {
    Table table = lake.readings(DOORS);
    write(
        table,
        DOORS,
        2,
        "{\"at\":1789948800123,\"door\":\"ä\",\"open\":true,\"width\":-0.125,\"count\":7}",
        "{\"at\":-1,\"door\":\"\",\"open\":false}");

    assertThat(values(table, "at"))
        .containsExactly(
            OffsetDateTime.parse("2026-09-21T00:00:00.123Z"),
            OffsetDateTime.parse("1969-12-31T23:59:59.999Z"));
    assertThat(values(table, "door")).containsExactly("ä", "");
    assertThat(values(table, "open")).containsExactly(true, false);
    assertThat(values(table, "width")).containsExactly(new BigDecimal("-0.125"), null);
    assertThat(values(table, "count")).containsExactly(7L, null);
    assertThat(values(table, "twice")).containsExactly(new BigDecimal("-0.25"), null);
    assertThat(values(table, "kafka_partition")).containsExactly(0, 0);
    assertThat(values(table, "kafka_offset")).containsExactly(0L, 1L);
  }

  @Test
  void whatWhereExcludesAndWhatComesAgainIsARowAndHeartbeatsAndDeadRecordsAreNone() {
    InMemoryDeadLetters.empty();
    Table table = lake.readings(DOORS);
    List<String> records =
        List.of(
            "{\"at\":5,\"door\":\"a\",\"open\":true,\"count\":9}",
            "x",
            "{\"at\":5,\"door\":\"a\",\"open\":true,\"count\":9}",
            "{\"at\":6,\"heartbeat\":true}",
            "{\"at\":7,\"door\":\"a\",\"open\":true,\"count\":1}",
            "{\"at\":253402300799999,\"door\":\"a\",\"open\":true,\"count\":9}");
    write(
        TestLake.archive(table, DOORS, TestLake.offsets(6), new InMemoryDeadLetters(false)),
        records.toArray(String[]::new));

    assertThat(values(table, "kafka_offset")).containsExactly(0L, 2L, 4L);
    assertThat(InMemoryDeadLetters.KEPT)
        .extracting(letter -> letter.offset())
        .containsExactlyInAnyOrder(1L, 5L);
  }

  @Test
  void placesBelowTheMicrosecondHaveAColumn() {
    StreamDefinition fine =
        Definitions.read(
            Definitions.SAMPLE.replace(
                "time: {type: timestamp}",
                "time: {type: timestamp, format: nanoseconds, lenient: true}"));
    Table table = lake.readings(fine);
    write(
        table, fine, 1, "{\"time\":1773144000123456789,\"entity\":1,\"temp\":1,\"state\":\"on\"}");

    assertThat(values(table, "time"))
        .containsExactly(OffsetDateTime.parse("2026-03-10T12:00:00.123456Z"));
    assertThat(values(table, "time_nanos")).containsExactly(789);
  }

  @Test
  void aDecimalOfNineteenDigitsNeedsAWiderColumn() {
    StreamDefinition sample = Definitions.read(Definitions.SAMPLE);
    String wide = "{\"time\":1000,\"entity\":1,\"temp\":-92233720368547758.08,\"state\":\"on\"}";
    assertThatThrownBy(() -> write(lake.readings(sample), sample, 1, wide))
        .hasStackTraceContaining(
            "cannot write -92233720368547758.08 as decimal(18,2): widen the column");

    lake.readings(sample).updateSchema().updateColumn("temp", Types.DecimalType.of(19, 2)).commit();
    Table table = lake.readings(sample);
    write(table, sample, 1, wide);
    assertThat(column(table, "temp")).containsExactly(new BigDecimal("-92233720368547758.08"));
  }

  @Test
  void theRecordsOfAPollAreRowsWithTheirOwnValuesAndOffsets() {
    StreamDefinition sample = Definitions.read(Definitions.SAMPLE);
    InMemoryDeadLetters.KEPT.clear();
    List<String> columns = List.of("entity", "kafka_partition", "kafka_offset", "state");
    ReadingDecoder decoder =
        new ReadingDecoder(sample, LocalSpark.ANY_PAST, new InMemoryDeadLetters(false), columns);
    MapPartitionsFunction<Long, String> decode =
        task -> {
          List<String> decoded = new ArrayList<>();
          decoder.decode(
              Polls.of(
                      List.of(sample(1), "{\"time\":6,\"heartbeat\":true}", sample(2)),
                      List.of("dead", sample(3)))
                  .iterator(),
              row ->
                  decoded.add(
                      row.getLong(0)
                          + " in "
                          + row.get(1, DataTypes.IntegerType)
                          + " at "
                          + row.getLong(2)
                          + " "
                          + row.getUTF8String(3)));
          return decoded.iterator();
        };

    assertThat(
            LocalSpark.SESSION
                .range(0, 1, 1, 1)
                .mapPartitions(decode, Encoders.STRING())
                .collectAsList())
        .containsExactly("1 in 3 at 10 s1", "2 in 3 at 12 s2", "3 in 3 at 14 s3");
    assertThat(InMemoryDeadLetters.KEPT)
        .extracting(letter -> letter.partition() + " " + letter.offset())
        .containsExactly("3 13");
  }

  private static String sample(int entity) {
    return "{\"time\":1000,\"entity\":%d,\"temp\":1,\"state\":\"s%d\"}".formatted(entity, entity);
  }

  @Test
  void columnsThatPeopleAddStayEmptyAndOneThatTheyWidenIsWritten() {
    StreamDefinition sample = Definitions.read(Definitions.SAMPLE);
    lake.readings(sample).updateSchema().addColumn("note", Types.StringType.get()).commit();
    write(lake.readings(sample), sample, 1, sample(1));
    lake.readings(sample)
        .updateSchema()
        .addColumn("marks", Types.ListType.ofOptional(1, Types.StringType.get()))
        .updateColumn("kafka_partition", Types.LongType.get())
        .commit();
    Table table = lake.readings(sample);
    write(table, sample, 2, sample(2));

    assertThat(column(table, "state")).containsExactlyInAnyOrder("s1", "s2");
    assertThat(column(table, "kafka_partition")).containsExactly(0L, 0L);
    assertThat(column(table, "note")).containsExactly(null, null);
    assertThat(column(table, "marks")).containsExactly(null, null);
  }

  @Test
  void aStructThatPeopleAddToTheTableStaysEmpty() {
    StreamDefinition sample = Definitions.read(Definitions.SAMPLE);
    lake.readings(sample)
        .updateSchema()
        .addColumn(
            "checked",
            Types.StructType.of(
                NestedField.optional(1, "by", Types.StringType.get()),
                NestedField.optional(2, "at", Types.LongType.get())))
        .commit();
    Table table = lake.readings(sample);
    write(table, sample, 1, "{\"time\":1000,\"entity\":1,\"temp\":1.25,\"state\":\"on\"}");

    assertThat(column(table, "checked")).containsExactly((Object) null);
    assertThat(column(table, "temp")).containsExactly(new BigDecimal("1.25"));
  }

  @Test
  void aFieldThatIsAddedLaterIsEmptyInOldRowsAndOneThatIsGoneInNewOnes() {
    StreamDefinition sample = Definitions.read(Definitions.SAMPLE);
    StreamDefinition changed =
        Definitions.read(
            Definitions.SAMPLE
                .replace(
                    "state: {type: string, simulate: {choice: [on, off]}}", "room: {type: int}")
                .replace("    last_state: last(state)\n", ""));
    write(
        lake.readings(sample),
        sample,
        1,
        "{\"time\":1000,\"entity\":1,\"temp\":1,\"state\":\"on\"}");
    Table table = lake.readings(changed);
    write(table, changed, 2, "{\"time\":2000,\"entity\":1,\"temp\":1,\"room\":4}");

    assertThat(column(table, "state")).containsExactlyInAnyOrder("on", null);
    assertThat(column(table, "room")).containsExactlyInAnyOrder(null, 4L);
  }

  @Test
  void rowsOfMorePartitionsThanFilesMayBeOpenAreAllWritten() throws IOException {
    StreamDefinition sample = Definitions.read(Definitions.SAMPLE);
    Table table = lake.readings(sample);
    String[] records =
        Stream.iterate(0, hour -> hour + 1)
            .limit(3L * PartitionedFiles.MOST_OPEN)
            .map(
                i ->
                    "{\"time\":%d,\"entity\":%d,\"temp\":1,\"state\":\"on\"}"
                        .formatted(3_600_000L * (i % (PartitionedFiles.MOST_OPEN + 1)), i))
            .toArray(String[]::new);
    write(table, sample, records.length, records);

    assertThat(column(table, "entity")).hasSize(records.length).doesNotHaveDuplicates();
    assertThat(lake.dataFiles()).hasSizeGreaterThan(PartitionedFiles.MOST_OPEN + 1);
  }

  @ParameterizedTest
  @MethodSource("io.tidemark.spark.archive.GoldenReadings#streams")
  void everyReadingOfEveryStreamIsOneRow(String stream) throws IOException {
    StreamDefinition definition = GoldenReadings.definition(stream);
    String[] records = GoldenReadings.records(stream).toArray(String[]::new);
    Table table = lake.readings(definition);
    write(table, definition, records.length, records);

    long heartbeats = Stream.of(records).filter(one -> one.contains("\"heartbeat\"")).count();
    assertThat(column(table, "kafka_offset"))
        .hasSize((int) (records.length - heartbeats))
        .doesNotHaveDuplicates();
  }

  /** In the order of their offsets. */
  private static List<Object> values(Table table, String name) {
    return rows(table).stream()
        .sorted((one, other) -> Long.compare(offset(one), offset(other)))
        .map(row -> row.getField(name))
        .toList();
  }

  private static long offset(Record row) {
    return (Long) row.getField("kafka_offset");
  }
}
