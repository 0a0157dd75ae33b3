package io.tidemark.spark.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.testing.AvroRows;
import io.tidemark.testing.KnownSchemas;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchivedWindowsTest {
  private static final Path STREAMS = Path.of("../streams");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.tidemark.spark.archive.GoldenReadings#streams")
  void everyWindowOfEveryStreamIsARowWithTheValuesOfItsRecord(String stream) throws IOException {
    StreamDefinition definition = GoldenReadings.definition(stream);
    List<String[]> lines =
        Files.readAllLines(STREAMS.resolve("golden").resolve(stream + "-aggregated.jsonl")).stream()
            .map(line -> line.split("\t"))
            .toList();
    List<TableLayout> layouts = TableLayout.windows(definition);
    try (TestLake lake = new TestLake(folder)) {
      for (int kind = 0; kind < layouts.size(); kind++) {
        String topic = definition.aggregatedTopics().get(kind);
        List<String> records =
            lines.stream().filter(line -> line[0].equals(topic)).map(line -> line[2]).toList();
        Table table = lake.open(layouts.get(kind));
        write(table, definition.aggregates().get(kind), records);
        assertRows(definition.single().get(kind).aggregated(), table, records);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.tidemark.spark.archive.GoldenReadings#streams")
  void fromRowsInAvroTheTableIsTheSame(String stream) throws IOException {
    StreamDefinition definition = KnownSchemas.rowsInAvro(GoldenReadings.definition(stream));
    List<TableLayout> layouts = TableLayout.windows(definition);
    try (TestLake lake = new TestLake(folder)) {
      for (int kind = 0; kind < layouts.size(); kind++) {
        StreamDefinition.Aggregated windows = definition.aggregates().get(kind);
        List<String> records = new ArrayList<>();
        for (String line :
            Files.readAllLines(STREAMS.resolve("golden").resolve(stream + "-aggregated.jsonl"))) {
          if (line.startsWith(windows.topic() + "\t")) {
            records.add(line.split("\t")[2]);
          }
        }
        Table table = lake.open(layouts.get(kind));
        List<byte[]> frames = new ArrayList<>();
        for (String record : records) {
          frames.add(AvroRows.frame(windows, record));
        }
        writeBytes(table, windows, frames);
        assertRows(windows, table, records);
      }
    }
  }

  @Test
  void aFrameThatIsNoRowIsAnError() {
    StreamDefinition definition = KnownSchemas.rowsInAvro(GoldenReadings.definition("temperature"));
    try (TestLake lake = new TestLake(folder)) {
      Table table = lake.open(TableLayout.windows(definition).get(0));
      assertThatThrownBy(() -> write(table, definition.aggregated(), List.of("{}")))
          .hasStackTraceContaining("not a frame of Avro");
      assertThat(TestLake.rows(table)).isEmpty();
    }
  }

  @Test
  void aRecordThatIsNoWindowIsAnError() {
    StreamDefinition definition = GoldenReadings.definition("temperature");
    try (TestLake lake = new TestLake(folder)) {
      Table table = lake.open(TableLayout.windows(definition).get(0));
      assertThatThrownBy(() -> write(table, definition.aggregated(), List.of("x")))
          .isInstanceOf(SparkException.class);
      assertThat(TestLake.rows(table)).isEmpty();
    }
  }

  private static void write(
      Table table, StreamDefinition.Aggregated windows, List<String> records) {
    List<byte[]> values = records.stream().map(String::getBytes).toList();
    writeBytes(table, windows, values);
  }

  private static void writeBytes(
      Table table, StreamDefinition.Aggregated windows, List<byte[]> records) {
    TableArchive<Row> archive =
        new TableArchive<>(
            table,
            ArchivedWindows.rows(table.schema()),
            TestLake.TOPIC_ID,
            epoch -> TestLake.offsets(records.size()),
            new ArchiveTotals(table.name(), "topic"));
    archive.write(
        archive.files(
            ArchivedWindows.decode(LocalSpark.batchOfBytes(records), windows, table.schema())),
        0);
  }

  private static void assertRows(
      StreamDefinition.Aggregated aggregated, Table table, List<String> records)
      throws IOException {
    List<Record> rows =
        TestLake.rows(table).stream()
            .sorted(Comparator.comparing(row -> (Long) row.getField("kafka_offset")))
            .toList();
    assertThat(rows).hasSameSizeAs(records).isNotEmpty();
    for (int i = 0; i < rows.size(); i++) {
      JsonNode record = JSON.readTree(records.get(i));
      for (AggregatedColumn column : aggregated.columns()) {
        Object value = rows.get(i).getField(column.name());
        assertThat(value)
            .as(column.name())
            .isEqualTo(expected(record.get(column.name()), column, value));
      }
    }
  }

  private static Object expected(JsonNode value, AggregatedColumn column, Object found) {
    if (value.isNull()) {
      return null;
    }
    return switch (column.type()) {
      case INSTANT -> OffsetDateTime.parse(value.textValue());
      case INT -> found instanceof BigDecimal ? value.decimalValue() : value.longValue();
      case DECIMAL -> new BigDecimal(value.asText()).setScale(column.scale());
      case STRING -> value.textValue();
      case BOOLEAN -> value.booleanValue();
      case HLL, KLL -> ByteBuffer.wrap(Base64.getDecoder().decode(value.textValue()));
    };
  }
}
