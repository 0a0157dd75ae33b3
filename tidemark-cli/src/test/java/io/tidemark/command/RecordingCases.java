package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.yaml.DefinitionReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recordings as people have them, from a definition that is made of them, on real Kafka, Spark and
 * Druid: each reading is counted at every station.
 */
abstract class RecordingCases {
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
    counted(stream, recording, readings);
  }

  @Test
  void localTimesOfBerlinAreCountedInUtc() throws Exception {
    TestStream vehicles = TestStream.ofProject(folder, "vehicles");
    counted(vehicles, RECORDINGS.resolve("seed-vehicles.jsonl"), 4);
    List<JsonNode> rows = query(vehicles, "vehicles-by-vehicle.sql");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).path("last_window").textValue()).isEqualTo("2026-03-29T01:00:00.000Z");
    assertThat(rows.get(0).path("max_temp").doubleValue()).isEqualTo(20.5);
    // 02:30 comes twice that night: the earlier one is 00:30Z
    assertThat(vehicles.aggregatedTopic())
        .anyMatch(row -> row.contains("2026-10-25T00:30:00.000Z"));
  }

  @Test
  void temperaturesAsTextsHaveExactExtremes() throws Exception {
    TestStream cities = TestStream.ofProject(folder, "city-temperatures");
    counted(cities, RECORDINGS.resolve("seed-weather.jsonl"), 3);
    List<JsonNode> rows = query(cities, "city-temperatures-extremes.sql");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).path("max_temp").doubleValue()).isEqualTo(80.59);
    assertThat(rows.get(1).path("min_temp").doubleValue()).isEqualTo(7.1);
    assertThat(rows.get(1).path("max_temp").doubleValue()).isEqualTo(119.99);
  }

  private static List<JsonNode> query(TestStream stream, String file) throws Exception {
    return new ProjectQueries(stream.druid()).rows(file);
  }

  private static void counted(TestStream stream, Path recording, int readings) throws Exception {
    stream.attach();
    stream.replay(recording);
    stream.drain();
    JsonNode report = stream.audit();
    stream.endSupervisors();
    assertThat(report.path("sent").intValue()).isEqualTo(readings);
    assertThat(report.path("aggregated").intValue()).isEqualTo(readings);
    assertThat(report.path("dead").intValue()).isZero();
  }
}
