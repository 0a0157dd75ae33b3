package io.tidemark.command.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.replay.RecordingSample;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in the shape of what people have: a definition can be made of each. */
class FieldCasesTest {
  private static final Path CASES = Path.of("src/test/resources/field-cases");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "nab_machine_temperature.csv, 13, 13",
    "household_power_consumption.txt, 6, 6",
    "lcl_smart_meters.csv, 6, 6",
    "nginx_access.jsonl, 3, 3",
    "iot_telemetry_data.csv, 4, 4",
    "usgs_all_month.csv, 5, 5",
    "wikiticker.jsonl, 4, 4",
    "seed-vehicles.jsonl, 4, 4",
    "seed-weather.jsonl, 3, 3",
    "seed-weather-seconds.jsonl, 2, 2",
    "epoch_seconds.jsonl, 600, 600",
    "epoch_micros.jsonl, 60, 60",
    // one of the four is in milliseconds
    "epoch_ms_as_s.jsonl, 3, 4",
    "cx_array.json, 2, 2",
    "cx_array_oneline.json, 2, 2",
    "cx_pretty.json, 1, 1",
    "cx_case.csv, 1, 1",
    "cx_comment.csv, 1, 1",
    "cx_sphead.csv, 1, 1",
    "cx_semi.csv, 1, 1",
    "cx_bom.csv, 1, 1",
    "cx_utf16.csv, 1, 1",
    "cx.zip, 1, 1",
    // 1,234.5, 45%, 21.5 C, Infinity, a number beyond 64 bits, a cell too many
    "cx_numbers.csv, 18, 24",
    // those of ISO 8601
    "cx_times.csv, 14, 27",
    "poison.jsonl, 9, 10",
    "quoted-time.jsonl, 2, 3",
    "deep.jsonl, 5, 5",
    "twice-and-heartbeat.jsonl, 4, 4"
  })
  void theDefinitionReadsTheRecords(String file, int read, int records) {
    Sample sample = sample(CASES.resolve(file));
    assertThat(sample.records()).hasSize(records);

    SampledDefinition made = SampledDefinition.of("made", sample);

    assertThat(made.read()).isEqualTo(read);
    assertThat(made.refused().values().stream().mapToInt(SampledDefinition.Refused::count).sum())
        .isEqualTo(records - read);
    StreamDefinition definition = definition(made);
    assertThat(definition.raw().fields())
        .allSatisfy(
            field ->
                assertThat(
                        field.simulate() != null
                            || field.equals(definition.raw().key())
                            || field.equals(definition.raw().time()))
                    .as("the fleet can make " + field.name())
                    .isTrue());
  }

  @Test
  void theRecordsOfAProducerThatChangesAreReadAsFarAsTheyFit() throws IOException {
    List<String> values =
        Files.readAllLines(CASES.resolve("own_producer.txt")).stream()
            .map(line -> line.substring(line.indexOf('|') + 1))
            .toList();
    SampledDefinition made =
        SampledDefinition.of("made", sample(Files.write(folder.resolve("own.jsonl"), values)));

    StreamDefinition definition = definition(made);
    assertThat(made.read()).isEqualTo(21);
    assertThat(definition.raw().fields())
        .extracting(Field::name)
        .containsExactly("ts", "device", "temp", "fw");
    assertThat(field(definition, "fw").nullable()).isTrue();
    assertThat(field(definition, "temp").raw().rounded()).isTrue();
    assertThat(definition.raw().key()).isNull();
  }

  @Test
  void whatTheTimesMeanIsKept() {
    assertThat(times("seed-vehicles.jsonl"))
        .containsExactly(
            "2026-03-29T01:59:55.120Z",
            "2026-03-29T03:00:00.120Z",
            "2026-10-25T02:30:00Z",
            "2026-10-25T03:00:00Z");
    assertThat(times("household_power_consumption.txt").get(3)).isEqualTo("2007-04-28T00:20:00Z");
    assertThat(times("seed-weather.jsonl").get(2)).isEqualTo("2026-01-08T15:00:00Z");
    assertThat(times("iot_telemetry_data.csv").get(0)).isEqualTo("2020-07-12T00:01:34.385Z");
    assertThat(times("epoch_micros.jsonl").get(1)).isEqualTo("2026-09-21T14:13:21Z");
  }

  @Test
  void fieldsHaveTheTypesThatTheColumnsHave() {
    StreamDefinition meters = definition(made("lcl_smart_meters.csv"));
    assertThat(meters.raw().key().name()).isEqualTo("LCLid");
    Field consumption = field(meters, "kwh_hh");
    assertThat(consumption.type()).isEqualTo(FieldType.DECIMAL);
    assertThat(consumption.scale()).isEqualTo(7);
    assertThat(consumption.raw().noValue()).containsExactly("Null");

    StreamDefinition telemetry = definition(made("iot_telemetry_data.csv"));
    assertThat(field(telemetry, "temp").scale()).isEqualTo(1);
    assertThat(field(telemetry, "temp").raw().rounded()).isTrue();
    assertThat(field(telemetry, "co").scale()).isEqualTo(9);
    assertThat(field(telemetry, "light").type()).isEqualTo(FieldType.BOOLEAN);

    StreamDefinition edits = definition(made("wikiticker.jsonl"));
    assertThat(field(edits, "cityName").nullable()).isTrue();
    assertThat(field(edits, "isRobot").type()).isEqualTo(FieldType.BOOLEAN);
    assertThat(field(edits, "delta").isPlain()).isTrue();
  }

  @Test
  void whatTheSampleCannotAnswerIsAsked() {
    assertThat(made("nab_machine_temperature.csv").notes())
        .anyMatch(note -> note.contains("? the times name no zone"));
    assertThat(made("household_power_consumption.txt").notes())
        .contains("time: day first, because 28 occurs in the first place");
    assertThat(made("epoch_ms_as_s.jsonl").notes())
        .anyMatch(note -> note.contains("? 1 of them look like milliseconds"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nab_machine_temperature.csv", "lcl_smart_meters.csv", "wikiticker.jsonl"})
  void theTextIsAsItWas(String file) throws IOException {
    Path golden = CASES.resolveSibling("golden-samples").resolve(file + ".yaml");
    String text = made(file).text();
    if (Boolean.getBoolean("tidemark.write")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  private static SampledDefinition made(String file) {
    return SampledDefinition.of("made", sample(CASES.resolve(file)));
  }

  private static Sample sample(Path file) {
    return Sample.of(
        file.getFileName().toString(),
        RecordingSample.read(new RecordingOptions(file.toString(), null, "UTF-8"), Sample.MOST));
  }

  private StreamDefinition definition(SampledDefinition made) {
    try {
      return DefinitionReader.read(Files.writeString(folder.resolve("made.yaml"), made.text()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Field field(StreamDefinition definition, String name) {
    return definition.raw().fields().stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The event times of a file, as its definition reads them. */
  private List<String> times(String file) {
    StreamDefinition.Raw raw = definition(made(file)).raw();
    RawDecoder decoder = new RawDecoder(raw);
    Reading reading = raw.newReading();
    return sample(CASES.resolve(file)).records().stream()
        .filter(record -> decoder.decode(record.value(), 0, reading) == null)
        .map(record -> Instant.ofEpochMilli(reading.number(raw.indexOf(raw.time()))).toString())
        .toList();
  }
}
