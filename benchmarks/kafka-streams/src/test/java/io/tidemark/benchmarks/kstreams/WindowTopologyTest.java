package io.tidemark.benchmarks.kstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.internals.TimeWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTopologyTest {
  private static final String DEFINITION =
      """
      stream: trucks
      raw:
        topic: trucks-raw
        key: truck
        time: time
        fields:
          time:   {type: timestamp}
          truck:  {type: string}
          speed:  {type: decimal, scale: 1, simulate: {uniform: {min: 0, max: 90}}}
          gear:   {type: int, simulate: {uniform: {min: 1, max: 8}}}
          driver: {type: string, simulate: {choice: [ada, bob]}}
      aggregated:
        topic: trucks-aggregated
        window: 10 seconds
        watermark: 5 seconds
        by: [BY]
        measures:
          readings: count
          distance: sum(speed)
          mean:     avg(speed)
          slowest:  min(speed)
          fastest:  max(speed)
          gear_in:  first(gear)
          last_one: last(driver)
      """;

  @TempDir Path folder;

  @Test
  void aWindowHasWhatTheDefinitionSays() throws IOException {
    StreamDefinition definition = definition("[truck]");
    WindowShape shape = new WindowShape(definition);
    JsonReadings json = new JsonReadings(definition.raw());
    WindowState state = shape.empty();
    for (String record :
        new String[] {
          "{\"time\":12000,\"truck\":\"t1\",\"speed\":50.5,\"gear\":4,\"driver\":\"bob\"}",
          // out of order, but still the first by event time
          "{\"driver\":\"ada\",\"time\":11000,\"truck\":\"t1\",\"speed\":7,\"gear\":2}",
          "{\"time\":13000,\"truck\":\"t1\",\"speed\":60.0,\"gear\":6,\"driver\":\"ada\"}",
          "{\"time\":15000,\"heartbeat\":true}"
        }) {
      state = copy(shape, shape.add(json.deserialize("", bytes(record)), state));
    }
    KeyValue<String, byte[]> row =
        new WindowRecords(definition, shape)
            .row(new Windowed<>(new Bytes(bytes("t1")), new TimeWindow(10_000, 20_000)), state);
    assertThat(row.key).isEqualTo("t1|1970-01-01T00:00:10Z");
    assertThat(new String(row.value, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"window_start\":\"1970-01-01T00:00:10Z\",\"window_end\":\"1970-01-01T00:00:20Z\","
                + "\"truck\":\"t1\",\"readings\":3,\"distance\":117.5,\"mean\":39.16667,"
                + "\"slowest\":7.0,\"fastest\":60.0,\"gear_in\":2,\"last_one\":\"ada\"}");
  }

  @Test
  void textsAreOrderedByTheirCharacters() throws IOException {
    StreamDefinition definition =
        definition("[truck]", "last_one: last(driver)", "last_one: max(driver)");
    WindowShape shape = new WindowShape(definition);
    WindowState state = shape.empty();
    for (String driver : new String[] {"\uff5e", "\ud83d\ude00", "a"}) {
      state =
          shape.add(
              new RawValues(new long[5], new String[] {null, "t1", null, null, driver}, false),
              state);
    }
    assertThat(state.texts()).contains("\ud83d\ude00");
  }

  @Test
  void aDefinitionThatIsGroupedByAnotherFieldIsRefused() {
    assertRefused(
        "'by: [truck, driver]'",
        "it groups by the key of the raw records, 'truck', and nothing else",
        "[truck, driver]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stddev(speed)    | it has no exact standard deviation
          distinct(driver) | it has no HyperLogLog sketch of Apache DataSketches
          quantiles(speed) | it has no KLL sketch of Apache DataSketches
          """)
  void aFunctionThatThePeerDoesNotHaveIsRefusedWithItsMeasure(String function, String why) {
    assertRefused("'mean: " + function + "'", why, "[truck]", "avg(speed)", function);
  }

  @Test
  void severalKindsOfWindowsAreRefused() {
    assertRefused(
        "the 2 kinds of windows",
        "it has windows of one kind only",
        "[truck]",
        "  topic: trucks-aggregated\n  window: 10 seconds\n",
        "  windows:\n    - {topic: minutes, window: 1m}\n    - {topic: hours, window: 1h}\n");
  }

  @Test
  void aDerivedFieldIsRefused() {
    assertRefused(
        "the derived field 'twice'",
        "it has the fields of the raw records only",
        "[truck]",
        "aggregated:\n",
        "derived:\n  twice: {type: int, is: gear * 2}\naggregated:\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'deduplicate: true' | deduplicate: true | it counts a reading that comes again
          'slide'             | slide: 5s         | its windows do not overlap
          'where'             | where: gear > 1   | it counts every reading
          """,
      quoteCharacter = '"')
  void aWindowThatIsMoreThanPlainIsRefused(String what, String line, String why) {
    assertRefused(what, why, "[truck]", "watermark: 5 seconds", "watermark: 5 seconds\n  " + line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds", "iso"})
  void otherEventTimesThanMillisecondsAreRefused(String format) {
    assertRefused(
        "'time' with 'format: " + format + "'",
        "it reads event times in milliseconds only",
        "[truck]",
        "{type: timestamp}",
        "{type: timestamp, format: " + format + "}");
  }

  @Test
  void numbersInQuotesAreRefused() {
    assertRefused(
        "'gear' with 'quoted: true'",
        "it reads no numbers in quotes",
        "[truck]",
        "{type: int, ",
        "{type: int, quoted: true, ");
  }

  private void assertRefused(String what, String why, String by, String... changes) {
    assertThatThrownBy(() -> WindowTopology.of(definition(by, changes), "rows"))
        .as(Arrays.toString(changes))
        .isExactlyInstanceOf(UserError.class)
        .hasMessage("the peer in Kafka Streams cannot take " + what + " of trucks: " + why);
  }

  /** A copy of a state after serialization and deserialization. */
  private static WindowState copy(WindowShape shape, WindowState state) {
    try (Serde<WindowState> serde = shape.serde()) {
      return serde.deserializer().deserialize("", serde.serializer().serialize("", state));
    }
  }

  /**
   * @param changes pairs of a part of the definition and its replacement
   */
  private StreamDefinition definition(String by, String... changes) throws IOException {
    String text = DEFINITION.replace("[BY]", by);
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).contains(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    Path file = folder.resolve("trucks.yaml");
    Files.writeString(file, text);
    return DefinitionReader.read(file);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
