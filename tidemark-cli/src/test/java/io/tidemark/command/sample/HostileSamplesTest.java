package io.tidemark.command.sample;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.replay.RecordingSample;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples that no definition can be made of, or that make it hard. */
class HostileSamplesTest {
  private static final String TIME = "2026-01-01T00:00:00Z";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data.csv   |                    | expected records, found none
          data.jsonl |                    | expected records, found none
          data.csv   | time,id,value      | expected records, found a line with names
          data.jsonl | not json           | expected JSON objects with values, or CSV rows, found none
          data.jsonl | [1,2]              | expected JSON objects with values, or CSV rows, found none
          data.jsonl | {}                 | expected JSON objects with values, or CSV rows, found none
          data.jsonl | {"a":1,"b":"x"}    | expected a column with the event time, found none among a, b
          data.csv   | value%n1.5%n2.5    | expected a column with the event time, found none among value
          """)
  void whatIsMissingIsSaid(String name, String content, String message) {
    String text = content == null ? "" : content.replace("%n", "\n");
    assertThatThrownBy(() -> made(name, text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .extracting(Throwable::getMessage)
        .asString()
        .hasLineCount(1);
  }

  @Test
  void aHeaderThatIsMissingIsAskedFor() {
    assertThatThrownBy(() -> made("data.csv", (TIME + ",1.5\n" + TIME + ",2.5\n").getBytes()))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("expected a first line with the names of the columns")
        .hasMessageContaining("--columns");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.bin", "data.csv", "data.jsonl"})
  void bytesWithoutAFormAreRefusedInOneLine(String name) {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    assertThatThrownBy(() -> made(name, bytes))
        .isInstanceOf(UserError.class)
        .extracting(Throwable::getMessage)
        .asString()
        .hasLineCount(1);
  }

  @Test
  void oneColumnIsEnough() throws IOException {
    SampledDefinition made = made("data.csv", ("time\n" + TIME + "\n").getBytes());
    assertThat(made.read()).isEqualTo(1);
    assertThat(definition(made).raw().fields()).hasSize(1);
  }

  @Test
  void ofTenThousandColumnsTheFirstSixtyBecomeFields() throws IOException {
    String names = IntStream.range(0, 10_000).mapToObj(i -> ",c" + i).collect(joining());
    String cells = IntStream.range(0, 10_000).mapToObj(i -> "," + i).collect(joining());
    SampledDefinition made =
        made("data.csv", ("time" + names + "\n" + (TIME + cells + "\n").repeat(20)).getBytes());
    assertThat(made.read()).isEqualTo(20);
    assertThat(definition(made).raw().fields()).hasSize(60);
    assertThat(made.notes()).anyMatch(note -> note.startsWith("left out: 9501 more"));
    assertThat(made.text().lines().mapToInt(String::length).max().orElseThrow()).isLessThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\nb: {x",
        "# no comment",
        "'single' \\\"double\\\" \\\\ back",
        "{a: 1}, [b]",
        "\\u0000\\u0085\\u2028\\u200f\\ufeff",
        "温度",
        "😀 \\ud83d\\ude80",
        "null",
        "true",
        " blanks ",
        "1.5",
        "a.b[0]",
        "${name} %s %n",
        "*alias &anchor !tag | > - ? : @ `"
      })
  void anyNameAndAnyTextCanBeWritten(String text) throws IOException {
    String record = "{\"time\":\"" + TIME + "\",\"" + text + "\":\"v" + text + "\"}\n";
    SampledDefinition made = made("data.jsonl", record.repeat(3).getBytes(StandardCharsets.UTF_8));

    assertThat(made.read()).isEqualTo(3);
    Field field = definition(made).raw().fields().get(1);
    assertThat(field.name()).matches("[a-zA-Z][a-zA-Z0-9_]*");
  }

  @Test
  void halfOfACharacterIsLeftOut() throws IOException {
    String record = "{\"time\":\"" + TIME + "\",\"a\\ud800\":1,\"b\":\"x\\udc00\",\"c\":\"y\"}\n";
    SampledDefinition made = made("data.jsonl", record.repeat(2).getBytes());
    assertThat(definition(made).raw().fields())
        .extracting(Field::name)
        .containsExactly("time", "b", "c");
  }

  @Test
  void namesAreUniqueAndNotReserved() throws IOException {
    String record =
        """
        {"time":"2026-01-01T00:00:00Z","heartbeat":1,"window_start":2,"Value":3,"value":4,
        "a":{"value":5,"b":{"value":6}},"VALUE_2":7,"readings":8,"%s":9}
        """
            .replace("\n", "")
            .formatted("x".repeat(300));
    SampledDefinition made = made("data.jsonl", record.getBytes());
    assertThat(definition(made).raw().fields())
        .extracting(Field::name)
        .containsExactly(
            "time",
            "heartbeat_value",
            "window_start_2",
            "Value",
            "value_2",
            "a_value",
            "b_value",
            "VALUE_2_2",
            "readings",
            "x".repeat(100));
    assertThat(made.read()).isEqualTo(1);
  }

  @Test
  void whatIsAValueInSomeRecordsAndAnObjectInOthersIsLeftOutOnce() throws IOException {
    String records =
        """
        {"time":"2026-01-01T00:00:00Z","a":1,"list":[1,2],"point":[1.5,2.5]}
        {"time":"2026-01-01T00:00:01Z","a":{"b":2},"list":[1],"point":[1.5,2.5]}
        {"time":"2026-01-01T00:00:02Z","a":3,"list":[],"point":[1.5,2.5]}
        """;
    SampledDefinition made = made("data.jsonl", records.getBytes());
    assertThat(definition(made).raw().fields())
        .flatExtracting(field -> field.raw().locations())
        .extracting(Location::path)
        .containsExactly("time", "a", "point[0]", "point[1]");
    assertThat(made.read()).isEqualTo(2);
    assertThat(made.text()).contains("list: a list of changing or great length");
  }

  @Test
  void aColumnWithPointsInItsNameIsNoPath() throws IOException {
    SampledDefinition made =
        made("data.csv", ("time,sensor.temp,,x,x\n" + TIME + ",1.5,2,3,4\n").getBytes());
    assertThat(made.read()).isEqualTo(1);
    assertThat(made.text()).contains("sensor_temp: ").contains("from: [\"sensor.temp\"]");
    assertThat(made.text()).contains("x: several columns have this name");
  }

  private SampledDefinition made(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    RecordingOptions options = new RecordingOptions(file.toString(), null, "UTF-8");
    return SampledDefinition.of(
        "made", Sample.of(name, RecordingSample.read(options, Sample.MOST)));
  }

  private StreamDefinition definition(SampledDefinition made) throws IOException {
    return DefinitionReader.read(
        Files.write(folder.resolve("made.yaml"), List.of(made.text()), StandardCharsets.UTF_8));
  }
}
