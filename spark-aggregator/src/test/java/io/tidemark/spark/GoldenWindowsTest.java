package io.tidemark.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.spark.sink.AggregatedRecords;
import io.tidemark.testing.GoldenFile;
import io.tidemark.testing.KnownSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the aggregated records to their bytes: what the job makes of the golden raw records. The
 * bytes of the sketches are the same each time, because one task reads all, so no order of merging
 * matters, and KLL chooses at random only from more than k values.
 */
class GoldenWindowsTest {
  private static final Path STREAMS = Path.of("../streams");
  private static final Path BENCHMARKS = Path.of("../benchmarks");
  private static final String RAW = "-raw.jsonl";

  /** The streams with golden raw records. */
  static List<String> streams() throws IOException {
    try (Stream<Path> files = Files.list(STREAMS.resolve("golden"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(RAW))
          .map(file -> file.substring(0, file.length() - RAW.length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void aStreamKeepsTheBytesOfItsAggregatedRecords(String stream) throws IOException {
    List<String> lines = lines(rawValues(stream), definition(stream));
    assertThat(lines).hasSizeGreaterThan(1);
    GoldenFile.named(stream + "-aggregated").mustHold(lines);
  }

  @Test
  void aStreamInAvroKeepsTheBytesOfItsFrames() throws IOException {
    StreamDefinition sales = KnownSchemas.bound(definition("sales-avro"));
    List<byte[]> raw =
        Files.readAllLines(STREAMS.resolve("golden/sales-avro-raw.hex")).stream()
            .map(line -> HexFormat.of().parseHex(line.substring(line.indexOf('\t') + 1)))
            .toList();
    List<String> frames =
        AggregatedRecords.encode(LocalSpark.windows(LocalSpark.batchOfBytes(raw), sales), sales)
            .selectExpr("topic", "key", "lower(hex(value)) as value")
            .orderBy("topic", "key")
            .collectAsList()
            .stream()
            .map(row -> row.mkString("\t"))
            .toList();
    assertThat(frames).hasSizeGreaterThan(1);
    GoldenFile.hex("sales-avro-aggregated").mustHold(frames);
  }

  @ParameterizedTest
  @MethodSource("streams")
  void inAvroEachRowHasTheValuesOfTheSameRowInJson(String stream) throws Exception {
    StreamDefinition definition = KnownSchemas.rowsInAvro(definition(stream));
    Dataset<Row> windows = LocalSpark.windows(LocalSpark.batch(rawValues(stream)), definition);
    List<String> lines = new ArrayList<>();
    for (Row row : AggregatedRecords.encode(windows, definition).collectAsList()) {
      StreamDefinition.Aggregated kind =
          definition.aggregates().get(definition.aggregatedTopics().indexOf(row.getString(2)));
      JsonNode read = RowReader.of(kind).read(row.getAs(1));
      assertThat(read.size()).isEqualTo(kind.columns().size());
      lines.add(row.getString(2) + "\t" + row.getString(0) + "\t" + read);
    }
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(
            Files.readAllLines(STREAMS.resolve("golden/" + stream + "-aggregated.jsonl")));
  }

  /** Those whose bytes do not depend on the order in which sketches are merged. */
  static List<String> streamsWithoutSketches() throws IOException {
    return streams().stream()
        .filter(
            stream ->
                definition(stream).aggregated().measures().stream()
                    .noneMatch(measure -> measure.function().isSketch()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("streamsWithoutSketches")
  void withDeduplicationEachRecordTwiceGivesTheSameBytes(String stream) throws IOException {
    List<String> twice = new ArrayList<>(rawValues(stream));
    twice.addAll(rawValues(stream));
    assertThat(lines(twice, Samples.deduplicated(definition(stream))))
        .isEqualTo(lines(rawValues(stream), definition(stream)));
  }

  private static List<String> lines(List<String> raw, StreamDefinition definition) {
    Dataset<Row> windows = LocalSpark.windows(LocalSpark.batch(raw), definition);
    // a value begins with its window
    return AggregatedRecords.encode(windows, definition)
        .selectExpr("topic", "key", "cast(value as string) as value")
        .orderBy("topic", "value")
        .collectAsList()
        .stream()
        .map(row -> row.mkString("\t"))
        .toList();
  }

  private static List<String> rawValues(String stream) throws IOException {
    return Files.readAllLines(STREAMS.resolve("golden").resolve(stream + RAW)).stream()
        .map(line -> line.substring(line.indexOf('\t') + 1))
        .toList();
  }

  /** Beside the golden files, or {@code bench-NAME} among the benchmarks. */
  private static StreamDefinition definition(String stream) {
    Path file = STREAMS.resolve(stream + ".yaml");
    return DefinitionReader.read(
        Files.exists(file) ? file : BENCHMARKS.resolve(stream.replace("bench-", "") + ".yaml"));
  }
}
