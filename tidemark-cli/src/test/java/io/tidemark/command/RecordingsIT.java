package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.yaml.DefinitionReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recordings as people have them, from a definition that is made of them, on real Kafka, Spark and
 * Druid: each reading is counted at every station.
 */
class RecordingsIT {
  private static final Path RECORDINGS = Path.of("src/test/resources/field-cases");

  @TempDir static Path folder;

  @ParameterizedTest
  @CsvSource({
    "nab_machine_temperature.csv, 13",
    "household_power_consumption.txt, 6",
    "lcl_smart_meters.csv, 6",
    "nginx_access.jsonl, 3",
    "iot_telemetry_data.csv, 4",
    "usgs_all_month.csv, 5",
    "wikiticker.jsonl, 4",
  })
  void aRecordingIsDescribedByItsSampleAndCountedAtEveryStation(String file, int readings)
      throws Exception {
    String name = file.replaceAll("[_.].*", "");
    Path own = Files.createDirectories(folder.resolve(name));
    Path recording = RECORDINGS.resolve(file);
    SharedStack.useThisProject();
    assertThat(
            Tidemark.run("new", name, "--streams", own.toString(), "--from", recording.toString()))
        .isZero();
    TestStream stream =
        new TestStream(DefinitionReader.read(own.resolve(name + ".yaml")), own, SharedStack.get());
    stream.attach();
    stream.replay(recording);
    stream.drain();
    JsonNode report = stream.audit();
    stream.detach();
    assertThat(report.path("sent").intValue()).isEqualTo(readings);
    assertThat(report.path("aggregated").intValue()).isEqualTo(readings);
    assertThat(report.path("dead").intValue()).isZero();
  }
}
