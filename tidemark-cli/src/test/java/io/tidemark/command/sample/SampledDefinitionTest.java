package io.tidemark.command.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledDefinitionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1, 2, 3                            | int
          1, 2.50, 3                         | decimal(2)
          1e3, 2e3                           | decimal(0)
          "1", "2"                           | int, lenient
          " 1.5 ", "+2"                      | decimal(1), lenient
          0.123456789012, 1.5                | decimal(9), rounded
          19.700000762939453, 20.5           | decimal(1), rounded
          0.30000000000000004, 0.1           | decimal(1), rounded
          1.5, null                          | decimal(1), optional
          1.5, "NA", "", "-"                 | decimal(1), optional, no value [NA, , -]
          1.5, 2.5, 3.5, "NA", ""            | decimal(1), optional, no value [NA, ]
          1.5, 2.5, 3.5, 4.5, "ERR"          | decimal(1), optional, no value [ERR]
          "1,5", "2,25"                      | decimal(2), lenient, comma
          "1,234", "2,345"                   | string
          "0017", "0042"                     | string
          true, false                        | boolean
          "yes", "no"                        | boolean, lenient
          "on", "standby"                    | string
          true, "off", null                  | boolean, optional, lenient
          1, "a", "b"                        | string, lenient
          12345678901234567890, 1            | string, lenient
          "x", null                          | string, optional
          """)
  void aFieldHasTheTypeOfItsValues(String values, String expected) throws IOException {
    String[] all = values.split(", ");
    String[] records = new String[all.length];
    for (int i = 0; i < all.length; i++) {
      records[i] = "{\"time\":%d,\"v\":%s}".formatted(1_700_000_000 + i, all[i]);
    }
    SampledDefinition made = made(records);
    assertThat(made.read()).isEqualTo(all.length);
    assertThat(inWords(definition(made).raw().fields().get(1))).isEqualTo(expected);
  }

  private static String inWords(Field field) {
    return field.type().name().toLowerCase(Locale.ROOT)
        + (field.type() == FieldType.DECIMAL ? "(" + field.scale() + ")" : "")
        + (field.raw().optional() ? ", optional" : "")
        + (field.raw().lenient() ? ", lenient" : "")
        + (field.raw().rounded() ? ", rounded" : "")
        + (field.raw().decimalComma() ? ", comma" : "")
        + (field.raw().noValue().isEmpty() ? "" : ", no value " + field.raw().noValue());
  }

  @Test
  void aNumberFarFromTheOthersIsAskedAbout() {
    assertThat(
            made(
                    "{\"time\":1700000000,\"t\":21.5}",
                    "{\"time\":1700000001,\"t\":-200}",
                    "{\"time\":1700000002,\"t\":22.5}")
                .notes())
        .containsExactly(
            "t: ? -200 occurs 1 time, far from the others; if it means no value: optional: true,"
                + " no_value: [-200]");
  }

  @Test
  void aUnitInTheNameIsTheUnit() throws IOException {
    Field field =
        definition(made("{\"time\":1700000000,\"CO(GT)\":1.5,\"Température (°C)\":20.5}"))
            .raw()
            .fields()
            .get(2);
    assertThat(field.name()).isEqualTo("temperature");
    assertThat(field.unit()).isEqualTo("°C");
  }

  @Test
  void anObjectThatIsMostlyNullHasItsFields() throws IOException {
    SampledDefinition made =
        made(
            "{\"time\":1700000000,\"gps\":null}",
            "{\"time\":1700000001,\"gps\":null}",
            "{\"time\":1700000002,\"gps\":{\"alt\":7.5}}");
    assertThat(made.read()).isEqualTo(3);
    assertThat(inWords(definition(made).raw().fields().get(1))).isEqualTo("decimal(1), optional");
    assertThat(made.notes()).isEmpty();
  }

  @Test
  void aWindowHasSomeReadingsOfEachGroup() throws IOException {
    String[] records =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    "{\"time\":%d,\"device\":\"d%d\",\"t\":%d.5}"
                        .formatted(1_700_000_000 + 60 * i, i % 4, i))
            .toArray(String[]::new);
    StreamDefinition definition = definition(made(records));
    assertThat(definition.aggregated().window()).isEqualTo(Duration.ofMinutes(30));
    assertThat(definition.aggregated().by()).extracting(Field::name).containsExactly("device");
    assertThat(definition.raw().flood().entities()).isEqualTo(4);
    assertThat(definition.raw().flood().interval()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void theWatermarkCoversTheDisorderOfTheSample() throws IOException {
    SampledDefinition made =
        made("{\"time\":1700000100}", "{\"time\":1700000000}", "{\"time\":1700000130}");
    assertThat(definition(made).aggregated().watermark()).isEqualTo(Duration.ofSeconds(100));
    assertThat(made.text()).contains("up to 100 seconds behind others before them");
  }

  @Test
  void theNewestFirstIsSaid() throws IOException {
    String[] records =
        LongStream.range(0, 10)
            .mapToObj(i -> "{\"time\":%d}".formatted(1_700_000_000 - 60 * i))
            .toArray(String[]::new);
    SampledDefinition made = made(records);
    assertThat(made.notes()).anyMatch(note -> note.contains("the newest reading comes first"));
    assertThat(definition(made).aggregated().watermark()).isEqualTo(Duration.ofMinutes(9));
  }

  @Test
  void daysAreCountedInDays() throws IOException {
    StreamDefinition definition =
        definition(made("{\"date\":20260131,\"v\":1}", "{\"date\":20260201,\"v\":2}"));
    assertThat(definition.raw().time().format()).isEqualTo(TimeFormat.YYYYMMDD);
    assertThat(definition.aggregated().window()).isEqualTo(Duration.ofDays(7));
    assertThat(definition.aggregated().watermark()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aTopicWithoutTimesHasThoseOfItsRecords() throws IOException {
    SampledDefinition made =
        SampledDefinition.of("made", topic("a", "{\"v\":1}", "b", "{\"v\":2}"));
    StreamDefinition definition = definition(made);
    assertThat(definition.raw().topic()).isEqualTo("theirs");
    assertThat(definition.raw().time().format()).isEqualTo(TimeFormat.RECORD);
    assertThat(made.read()).isEqualTo(2);
  }

  @Test
  void theKeyOfATopicIsTheFieldThatItsRecordsAreKeyedBy() throws IOException {
    String[] a = {"a", "{\"id\":\"a\",\"v\":1}", "a", "{\"id\":\"a\",\"v\":1}"};
    assertThat(definition(SampledDefinition.of("made", topic(a))).raw().key().name())
        .isEqualTo("id");
    String[] other = {"x", "{\"id\":\"a\",\"v\":1}", "a", "{\"id\":\"a\",\"v\":1}"};
    StreamDefinition definition = definition(SampledDefinition.of("made", topic(other)));
    assertThat(definition.raw().key()).isNull();
    assertThat(definition.aggregated().by()).extracting(Field::name).containsExactly("id");
  }

  private static Sample topic(String... keysAndValues) {
    List<Sample.SampleRecord> records = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      records.add(
          new Sample.SampleRecord(
              keysAndValues[i + 1].getBytes(StandardCharsets.UTF_8),
              keysAndValues[i].getBytes(StandardCharsets.UTF_8),
              1_700_000_000_000L + i,
              null));
    }
    return new Sample("topic theirs", "theirs", false, false, List.of(), records, false);
  }

  private static SampledDefinition made(String... records) {
    return SampledDefinition.of(
        "made",
        new Sample(
            "test",
            null,
            false,
            false,
            List.of(),
            Arrays.stream(records)
                .map(one -> one.getBytes(StandardCharsets.UTF_8))
                .map(one -> new Sample.SampleRecord(one, null, 0, null))
                .toList(),
            false));
  }

  private StreamDefinition definition(SampledDefinition made) throws IOException {
    return DefinitionReader.read(Files.writeString(folder.resolve("made.yaml"), made.text()));
  }
}
