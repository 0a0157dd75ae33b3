package io.tidemark.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.fleet.RecordedRun;
import io.tidemark.generator.fleet.RecordedRun.Sent;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.GoldenFile;
import io.tidemark.testing.KnownSchemas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the raw records of the project's definitions with golden files. The runs are short but
 * cover several windows; the weather run has a reading that its condition excludes and a window
 * with a single reading. User definitions need no golden file.
 */
class GoldenRecordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ../streams/sensor-data.yaml | --entities=3  --interval=10s  --duration=150s
          ../streams/temperature.yaml | --entities=3  --interval=10s  --duration=150s
          ../streams/sales.yaml       | --entities=3  --interval=10s  --duration=150s
          ../streams/visits.yaml      | --entities=12 --interval=40s  --duration=150s
          ../streams/weather.yaml     | --entities=3  --interval=2m   --duration=1810s
          ../streams/lineorder.yaml   | --entities=12 --interval=1day --duration=4days
          ../benchmarks/fleet.yaml    | --entities=3  --interval=10s  --duration=150s
          """)
  void aStreamKeepsTheBytesOfItsRawRecords(Path file, String options) throws IOException {
    StreamDefinition definition = DefinitionReader.read(file);
    RecordedRun run = RecordedRun.of(definition, "--seed=1 " + options);
    assertThat(run.ledger().windows()).hasSizeGreaterThan(1);
    List<String> lines = run.sent().stream().map(GoldenRecordsTest::line).toList();
    GoldenFile.named(definition.name() + "-raw").mustHold(lines);
  }

  @Test
  void aStreamInAvroKeepsTheBytesOfItsRawRecords() throws IOException {
    StreamDefinition definition =
        KnownSchemas.bound(DefinitionReader.read(Path.of("../streams/sales-avro.yaml")));
    RecordedRun run =
        RecordedRun.of(definition, "--seed=1 --entities=3 --interval=10s --duration=150s");
    GoldenFile.hex(definition.name() + "-raw")
        .mustHold(
            run.sent().stream()
                .map(record -> key(record) + "\t" + HexFormat.of().formatHex(record.value()))
                .toList());
  }

  /** {@code key<TAB>value}; a heartbeat has no key. */
  private static String line(Sent record) {
    return key(record) + "\t" + new String(record.value(), UTF_8);
  }

  private static String key(Sent record) {
    return record.key() == null ? "" : new String(record.key(), UTF_8);
  }
}
