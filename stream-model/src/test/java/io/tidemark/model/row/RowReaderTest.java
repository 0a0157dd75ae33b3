package io.tidemark.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.avro.AvroRowDecoder;
import io.tidemark.model.avro.AvroRowSchema;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.AvroRows;
import io.tidemark.testing.Definitions;
import io.tidemark.testing.KnownSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of windows in both encodings. */
class RowReaderTest {
  private static final Path STREAMS = Path.of("../streams");
  private static final String ROWS = "-aggregated.jsonl";

  private static final StreamDefinition DOORS =
      KnownSchemas.rowsInAvro(
          Definitions.read(
              """
              stream: doors
              raw:
                topic: doors-raw
                time: time
                fields:
                  time: {type: timestamp}
                  door: {type: string, optional: true}
                  fire: {type: boolean}
                  weight: {type: int, optional: true}
                  gap: {type: decimal, scale: 3}
              aggregated:
                topic: doors-aggregated
                window: 1 minute
                watermark: 0
                by: [door, fire]
                measures:
                  readings: count
                  weights: count(weight)
                  sum_weight: sum(weight)
                  dev_gap: stddev(gap)
                  max_gap: max(gap)
                  last_door: last(door)
                  doors: distinct(door)
              """));

  private static final String NO_VALUES =
      "{\"window_start\":\"1969-12-31T23:59:00.000Z\",\"window_end\":\"1970-01-01T00:00:00.000Z\","
          + "\"door\":null,\"fire\":false,\"readings\":1,\"weights\":0,\"sum_weight\":null,"
          + "\"dev_gap\":null,\"max_gap\":-0.100,\"last_door\":null,\"doors\":null}";

  private static final String VALUES =
      "{\"window_start\":\"2026-01-01T00:00:00.000Z\",\"window_end\":\"2026-01-01T00:01:00.000Z\","
          + "\"door\":\"Tür \\\"1\\\"\",\"fire\":true,\"readings\":9223372036854775807,\"weights\":2,"
          + "\"sum_weight\":-18446744073709551616,\"dev_gap\":0.0000001,\"max_gap\":9223372036854775.807,"
          + "\"last_door\":\"\",\"doors\":\"AgEHDAMIAQA=\"}";

  /** The streams of which rows are kept. */
  static List<String> streams() throws IOException {
    try (Stream<Path> files = Files.list(STREAMS.resolve("golden"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ROWS) && !file.startsWith("bench-"))
          .map(file -> file.substring(0, file.length() - ROWS.length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void everyRowOfEveryStreamIsTheSameInBothEncodings(String stream) throws Exception {
    StreamDefinition json = DefinitionReader.read(STREAMS.resolve(stream + ".yaml"));
    StreamDefinition avro = KnownSchemas.rowsInAvro(json);
    List<String> lines = Files.readAllLines(STREAMS.resolve("golden/" + stream + ROWS));
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      String[] parts = line.split("\t");
      int kind = json.aggregatedTopics().indexOf(parts[0]);
      byte[] frame = AvroRows.frame(avro.aggregates().get(kind), parts[2]);
      assertThat(frame.length).isLessThan(parts[2].length());
      assertThat(RowReader.of(avro.aggregates().get(kind)).read(frame)).hasToString(parts[2]);
      assertThat(RowReader.of(json.aggregates().get(kind)).read(utf8(parts[2])))
          .hasToString(parts[2]);
    }
  }

  @Test
  void noValuesAndTheLargestOnesAreKept() throws Exception {
    for (String row : List.of(NO_VALUES, VALUES)) {
      assertThat(read(AvroRows.frame(DOORS.aggregated(), row)))
          .isEqualTo(AvroRows.JSON.readTree(row).toString());
    }
  }

  @Test
  void aFrameIsARecordOfItsSchemaToAvrosOwnLibrary() throws Exception {
    Schema schema = new Schema.Parser().parse(AvroRowSchema.of(DOORS, DOORS.aggregated()));
    assertThat(schema.getFullName()).isEqualTo("io.tidemark.doors_windows_1m");
    byte[] frame = AvroRows.frame(DOORS.aggregated(), VALUES);
    var record = DecoderFactory.get().binaryDecoder(frame, 5, frame.length - 5, null);
    GenericRecord row = new GenericDatumReader<GenericRecord>(schema).read(null, record);
    assertThat(record.isEnd()).isTrue();
    assertThat(row.get("window_start")).isEqualTo(1_767_225_600_000L);
    assertThat(row.get("readings")).isEqualTo(Long.MAX_VALUE);
    assertThat(row.get("door")).hasToString("Tür \"1\"");
    assertThat(schema.getField("sum_weight").schema())
        .hasToString(
            "[\"null\",{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":38,\"scale\":0}]");
  }

  @Test
  void eachKindOfWindowsHasASchemaOfItsOwn() {
    StreamDefinition trips = Definitions.everything();
    assertThat(trips.aggregates())
        .extracting(
            windows -> new Schema.Parser().parse(AvroRowSchema.of(trips, windows)).getName())
        .containsExactly(
            "trips_windows_1m", "trips_windows_1h_every_10m", "trips_windows_45s_every_15s");
  }

  @Test
  void aMeasureThatMayHaveNoValueCanBeAddedAndOneThatIsLackingIsNull() throws Exception {
    String grown = AvroRowSchema.of(DOORS, DOORS.aggregated());
    String before = grown.replaceFirst("\\{\"name\":\"dev_gap\".*?\"default\":null},", "");
    assertThat(before).isNotEqualTo(grown);
    assertThat(
            SchemaCompatibility.checkReaderWriterCompatibility(
                    new Schema.Parser().parse(grown), new Schema.Parser().parse(before))
                .getType())
        .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
    List<RowColumn> columns = RowColumn.of(DOORS.aggregated());
    assertThat(AvroRowDecoder.problem(before, columns)).isNull();
    byte[] frame = AvroRows.frame(DOORS.aggregated(), NO_VALUES);
    // one byte, that of a union with null
    int gap = frame.length - 6;
    byte[] shorter = Arrays.copyOf(frame, frame.length - 1);
    System.arraycopy(frame, gap + 1, shorter, gap, frame.length - 1 - gap);
    assertThat(RowReader.ofAvro(columns, id -> before).read(shorter).get("dev_gap").isNull())
        .isTrue();
  }

  @Test
  void aSchemaOfOtherColumnsIsRefusedByName() {
    List<RowColumn> columns = RowColumn.of(DOORS.aggregated());
    String schema = AvroRowSchema.of(DOORS, DOORS.aggregated());
    assertThat(AvroRowDecoder.problem(schema.replace("\"readings\"", "\"count\""), columns))
        .isEqualTo(
            "schema io.tidemark.doors_windows_1m: expected the field 'readings', which is not there");
    assertThat(
            AvroRowDecoder.problem(
                schema.replace("\"fire\",\"type\":\"boolean\"", "\"fire\",\"type\":\"int\""),
                columns))
        .endsWith("expected 'fire' as true or false, found int");
    assertThat(AvroRowDecoder.problem("\"string\"", columns))
        .isEqualTo("schema string: expected a record, found string");
  }

  @Test
  void whatIsNoRowSaysWhy() {
    byte[] frame = AvroRows.frame(DOORS.aggregated(), VALUES);
    byte[] unknown = frame.clone();
    unknown[4] = 99;
    unreadable(null, "empty");
    unreadable(new byte[0], "empty");
    unreadable(utf8(VALUES), "not a frame of Avro: expected the first byte 0");
    unreadable(unknown, "the registry has no schema of the frame's id");
    unreadable(Arrays.copyOf(frame, frame.length - 1), "the frame ends inside a value");
    unreadable(Arrays.copyOf(frame, frame.length + 1), "found bytes behind the record");
  }

  private static void unreadable(byte[] value, String reason) {
    assertThatThrownBy(() -> read(value)).isInstanceOf(UnreadableRow.class).hasMessage(reason);
  }

  @Test
  void ofMutatedFramesEachIsARowOrUnreadable() {
    Random random = new Random(11);
    int rows = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = AvroRows.frame(DOORS.aggregated(), random.nextBoolean() ? VALUES : NO_VALUES);
      frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      frame[5 + random.nextInt(frame.length - 5)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(read(frame)).startsWith("{\"window_start\":\"");
        rows++;
      } catch (UnreadableRow e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
    assertThat(rows).isBetween(1_000, 19_000);
  }

  @Test
  void aRegistryThatDoesNotAnswerSaysNothingOfTheRow() {
    StreamDefinition.Aggregated windows =
        DOORS.aggregated().with(new Schemas(new SchemaSource.None(), null));
    byte[] frame = AvroRows.frame(DOORS.aggregated(), VALUES);
    assertThatThrownBy(() -> RowReader.of(windows).read(frame))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theSectionForDruidHasTheColumns() {
    assertThat(RowSection.read(RowSection.toJson(DOORS.aggregated())))
        .extracting(RowColumn::name, RowColumn::type, RowColumn::optional)
        .isEqualTo(
            RowColumn.of(DOORS.aggregated()).stream()
                .map(
                    column ->
                        org.assertj.core.groups.Tuple.tuple(
                            column.name(), column.type(), column.optional()))
                .toList());
  }

  private static String read(byte[] value) throws UnreadableRow {
    return RowReader.of(DOORS.aggregated()).read(value).toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
