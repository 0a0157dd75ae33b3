package io.tidemark.model.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.testing.Definitions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in a definition is reported with file, line and what was expected. */
class DefinitionReaderTest {
  @TempDir Path folder;

  // the first text is replaced by the second; the third is the line and what is said
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "stream: sample; strem: sample; 1: expected one of the keys stream, raw, derived, aggregated, dashboard, found 'strem'",
        "stream: sample; stream: Übung; 1: expected a name of a-z, 0-9 and '-', 100 characters at most, found 'Übung'",
        "topic: sample-raw; topic: a b; 3: expected a topic of letters, digits, '.', '_' and '-' that starts with a letter or a digit, 150 characters at most, found 'a b'",
        "topic: sample-raw; topic: .; 3: expected a topic of letters, digits, '.', '_' and '-' that starts with a letter or a digit",
        "topic: sample-raw; topic: ..; 3: expected a topic of letters, digits, '.', '_' and '-' that starts with a letter or a digit",
        "key: entity; key: nobody; 4: expected one of the fields time, entity, temp, state, found 'nobody'",
        "key: entity; key: temp; 4: expected a field of type int or string, found 'temp', type decimal",
        "entity: {type: int}; entity: {type: int, simulate: {}}; 8: expected no simulate",
        "time: time; time: entity; 7: expected type timestamp for the event time alone",
        "entity: {type: int}; entity: {type: integer}; 8: expected type timestamp, int, decimal, string, boolean, found 'integer'",
        "state: {type; heartbeat: {type; 10: expected another name: heartbeats have this one",
        "scale: 2; scale: 12; 9: expected a whole number from 0 to 9 for 'scale', found 12",
        "scale: 2, ; ; 9: expected the key 'scale' in 'temp', found none",
        "deviation: 1; deviation: -1; 9: expected a number that is not negative for 'deviation'",
        "deviation: 1; deviation: much; 9: expected a number for 'deviation', found 'much'",
        "walk:; stroll:; 9: expected one of walk, normal, uniform for type decimal, found 'stroll'",
        "choice: [on, off]; walk: {mean: 1}; 10: expected one of choice for type string",
        "choice: [on, off]; choice: []; 10: expected at least one text, found none",
        "topic: sample-aggregated; topic: sample-raw; 12: expected another topic than the raw one",
        "window: 1 minute; window: 1 moon; 13: expected a duration such as",
        "window: 1 minute; window: 0; 13: expected a window longer than 0",
        "topic: sample-raw; topic: sample-dead-letter; 3: expected another topic than that of the dead letters",
        "by: [entity]; deduplicate: maybe; 15: expected true or false for 'deduplicate', found 'maybe'",
        "by: [entity]; by: entity; 15: expected a list such as [a, b] for 'by', found 'entity'",
        "by: [entity]; by: [temp]; 15: expected a field of type int, string or boolean, found 'temp', type decimal",
        "by: [entity]; by: [entity, entity]; 15: expected each field once",
        "readings: count; window_start: count; 17: expected a name that no other column has, found 'window_start'",
        "readings: count; entity: count; 17: expected a name that no other column has, found 'entity'",
        "readings: count; readings: sum(temp); 17: expected a measure 'count'",
        "avg(temp); mean(temp); 18: expected one of the functions count, sum, avg, min, max, first, last, stddev, distinct, quantiles, found 'mean'",
        "avg(temp); avg(heat); 18: expected one of the fields time, entity, temp, state, found 'heat'",
        "avg(temp); avg(state); 18: expected avg over a field of type int or decimal, found 'state', type string",
        "avg(temp); avg; 18: expected avg(field), found 'avg'",
        "avg(temp); avg(temp; 18: expected a function such as count or avg(field)",
        "measures:; topic:; 16: expected each name once, found 'topic' again",
        "stream: sample; stream: [; 3: expected YAML",
        "type: timestamp; type: timestamp, format: unix; 7: expected format milliseconds, seconds, yyyymmdd, iso, microseconds, nanoseconds, record, or a pattern such as 'dd/MM/yyyy HH:mm:ss', found 'unix'",
        "type: int; type: int, format: seconds; 8: expected format for type timestamp alone, found type int",
        "type: timestamp; type: timestamp, format: iso, quoted: true; 7: expected quoted for whole numbers alone (lenient: true reads decimals in quotes), found iso",
        "type: string; type: string, quoted: true; 10: expected quoted for whole numbers alone (lenient: true reads decimals in quotes), found type string",
        "type: decimal; type: decimal, quoted: true; 9: expected quoted for whole numbers alone (lenient: true reads decimals in quotes), found type decimal",
        "type: int; type: int, quoted: yes; 8: expected true or false for 'quoted', found 'yes'",
        "window: 1 minute; slide: 1 minute; 12: expected the key 'window' in 'aggregated', found none",
        "by: [entity]; slide: 25s; 15: expected a slide of which the window, 1m, is a whole multiple, found '25s'",
        "by: [entity]; slide: 0; 15: expected a slide of which the window, 1m, is a whole multiple, found '0'",
        "by: [entity]; slide: 2 minutes; 15: expected a slide of which the window, 1m, is a whole multiple, found '2 minutes'",
        "by: [entity]; slide: 50ms; 15: expected a slide of at least a 1000th of the window, found '50ms'",
        "by: [entity]; slide: fast; 15: expected a duration such as",
        "by: [entity]; windows: [{topic: a, window: 1m}]; 12: expected 'topic' in each of the 'windows', found it beside them",
        "by: [entity]; where: temp; 15: expected a condition such as speed > 0, found a number",
        "by: [entity]; where: heat > 0; 15: expected one of the fields entity, temp, state, found 'heat'",
        "by: [entity]; where: time > 0; 15: expected a field of type int, decimal, string or boolean, found 'time'",
        "by: [entity]; where: temp > ; 15: expected a field, a number or a 'text', found the end",
        "by: [entity]; where: ; 15: expected a text for 'where', found nothing",
        "by: [entity]; where: [temp > 0]; 15: expected a text for 'where', found a list",
        "by: [entity]; where: temp > 1 % 2; 15: expected an expression of fields, numbers, 'texts' and operators, found '% 2'",
        "by: [entity]; where: temp / 0 > 1; 15: expected a divisor other than 0, found 0",
        "avg(temp); stddev(state); 18: expected stddev over a field of type int or decimal, found 'state', type string",
        "avg(temp); quantiles(state); 18: expected quantiles over a field of type int or decimal, found 'state', type string",
        "avg(temp); quantiles(time); 18: expected quantiles over a field of type int or decimal, found 'time', type timestamp",
        "avg(temp); distinct; 18: expected distinct(field), found 'distinct'",
        "avg(temp); distinct(); 18: expected distinct(field), found 'distinct()'",
        "avg(temp); distinct(time); 18: expected distinct over a field that is measured, found 'time', type timestamp",
        "avg(temp); quantiles(temp, 0.5); 18: expected a function such as count or avg(field)",
      })
  void aWrongDefinitionIsToldByLineAndWhatWasExpected(String right, String wrong, String says) {
    String yaml = Definitions.SAMPLE.replace(right, wrong == null ? "" : wrong);
    assertThat(yaml).isNotEqualTo(Definitions.SAMPLE);
    assertThatThrownBy(() -> Definitions.read(yaml))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("sample.yaml:" + says)
        .hasMessageNotContaining("\n");
  }

  // as above, with all that the grammar has
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "entities: 50; entities: 0; 6: expected a whole number from 1 to 10000000 for 'entities', found 0",
        "entities: 50; entities: 10000001; 6: expected a whole number from 1 to 10000000 for 'entities', found 10000001",
        "entities: 50; entities: 99999999999999999999; 6: expected a whole number from 1 to 10000000",
        "interval: 2s; interval: often; 6: expected a duration such as",
        "duration: 1h; duration: 0; 6: expected a duration longer than 0, found 0",
        "duration: 1h; rate: 5; 6: expected one of the keys entities, interval, duration, speed_up, found 'rate'",
        "{entities: 50, interval: 2s, duration: 1h}; many; 6: expected the keys entities, interval, duration, speed_up in 'simulate', found 'many'",
        "pace: {type: decimal; speed: {type: decimal; 14: expected a name that no other field has, found 'speed'",
        "band: {type: int; pace: {type: int; 15: expected each name once, found 'pace' again",
        "band: {type: int; heartbeat: {type: int; 15: expected another name: heartbeats have this one",
        "band: {type: int; type: {type: string; 15: expected type int or decimal for a derived field, found type string",
        "band: {type: int; type: {type: timestamp; 15: expected type int or decimal for a derived field, found type timestamp",
        "band: {type: int; band: {type: int, scale: 1; 15: expected scale for type decimal alone, found type int",
        "band: {type: int; band: {type: int, quoted: true; 15: expected one of the keys type, scale, unit, is, found 'quoted'",
        "scale: 3, ; ; 14: expected the key 'scale' in 'pace', found none",
        "scale: 3; scale: 10; 14: expected a whole number from 0 to 9 for 'scale', found 10",
        ", is: floor(pace / 10); ; 15: expected the key 'is' in 'band', found none",
        "speed / 3.6; band + 1; 14: expected one of the fields vehicle, speed, stops, state, found 'band'",
        "speed / 3.6; pace + 1; 14: expected one of the fields vehicle, speed, stops, state, found 'pace'",
        "speed / 3.6; at / 3.6; 14: expected a field of type int, decimal, string or boolean, found 'at'",
        "speed / 3.6; vehicle; 14: expected a number, found a text",
        "speed / 3.6; speed > 3.6; 14: expected the end of the expression, found '>'",
        "speed / 3.6; 10000000000000000; 14: expected a number of 64 bits with 3 decimal places, found 10000000000000000",
        "topic: trips-hours; topic: trips-minutes; 19: expected another topic than that of other windows, found 'trips-minutes'",
        "topic: trips-hours; topic: trips-raw; 19: expected another topic than the raw one, found 'trips-raw'",
        "topic: trips-hours; topic: trips-dead-letter; 19: expected another topic than that of the dead letters",
        "topic: trips-hours, ; ; 19: expected the key 'topic' in 'windows', found none",
        "window: 1 hour, ; ; 19: expected the key 'window' in 'windows', found none",
        "window: 1 hour; watermark: 1 hour; 19: expected one of the keys topic, window, slide, found 'watermark'",
        "window: 1 hour; window: 0; 19: expected a window longer than 0, found 0",
        "slide: 10 minutes; slide: 7 minutes; 19: expected a slide of which the window, 1h, is a whole multiple, found '7 minutes'",
        "slide: 10 minutes; slide: 1500ms; 19: expected whole seconds, in which the event time is written (format seconds), found '1500ms'",
        "window: 1 minute; window: 500ms; 18: expected whole seconds, in which the event time is written (format seconds), found '500ms'",
        "watermark: 3 minutes; watermark: 1ms; 21: expected whole seconds, in which the event time is written (format seconds), found '1ms'",
        "format: seconds; format: yyyymmdd; 18: expected whole days, in which the event time is written (format yyyymmdd), found '1 minute'",
        "watermark: 3 minutes; slide: 3 minutes; 21: expected 'slide' in each of the 'windows', found it beside them",
        "watermark: 3 minutes; window: 3 minutes; 21: expected 'window' in each of the 'windows', found it beside them",
        "by: [vehicle, band]; by: [vehicle, pace]; 24: expected a field of type int, string or boolean, found 'pace', type decimal",
        "readings: count; band: count; 26: expected a name that no other column has, found 'band'",
      })
  void aWrongDefinitionWithEverythingIsTold(String right, String wrong, String says) {
    String yaml = Definitions.EVERYTHING.replace(right, wrong == null ? "" : wrong);
    assertThat(yaml).isNotEqualTo(Definitions.EVERYTHING);
    assertThatThrownBy(() -> Definitions.read(yaml))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("sample.yaml:" + says)
        .hasMessageNotContaining("\n");
  }

  @Test
  void topicsThatDifferOnlyInDotsAndUnderscoresAreTheSameToKafka() {
    String raw = Definitions.EVERYTHING.replace("trips-raw", "trips.raw");
    assertThat(Definitions.read(raw).raw().topic()).isEqualTo("trips.raw");
    assertThatThrownBy(() -> Definitions.read(raw.replace("trips-hours", "trips_raw")))
        .hasMessageEndingWith(
            ":19: expected a topic that differs from the raw one, 'trips.raw', in more than '.' and"
                + " '_', which Kafka does not tell apart, found 'trips_raw'");
    assertThatThrownBy(
            () ->
                Definitions.read(
                    raw.replace("trips-minutes", "a.b_c").replace("trips-hours", "a_b.c")))
        .hasMessageContaining(":19: expected a topic that differs from that of other windows");
  }

  @Test
  void namesAndTopicsHaveAGreatestLength() {
    String topic = "t".repeat(150);
    String name = "n".repeat(100);
    for (String[] longest :
        new String[][] {
          {"sample-raw", topic, "3: expected a topic of"},
          {"sample-aggregated", topic, "12: expected a topic of"},
          {"entity", name, "8: expected a name of letters"},
          {"avg_temp", name, "18: expected a name of letters"},
          {"stream: sample", "stream: " + name, "1: expected a name of a-z"},
        }) {
      String yaml = Definitions.SAMPLE.replace(longest[0], longest[1]);
      assertThat(Definitions.read(yaml).deadLetterTopic()).hasSizeLessThan(249);
      String tooLong = Definitions.SAMPLE.replace(longest[0], longest[1] + "x");
      assertThatThrownBy(() -> Definitions.read(tooLong))
          .hasMessageContaining(":" + longest[2])
          .hasMessageContaining(" characters at most");
    }
  }

  @Test
  void namesMayDifferInCaseAloneOrBeTheWordsOfOtherLanguages() {
    String yaml =
        Definitions.SAMPLE
            .replace(
                "    state:",
                "    Temp: {type: int, simulate: {walk: {mean: 1, deviation: 1}}}\n    state:")
            .replace(
                "    readings: count",
                "    count: count\n    Count: max(Temp)\n    Entity: min(temp)\n    SELECT: sum(Temp)");
    assertThat(Definitions.read(yaml).aggregated().columns())
        .extracting(AggregatedColumn::name)
        .contains("entity", "count", "Count", "Entity", "SELECT");
  }

  @Test
  void aFieldWithTheNameOfAWindowsColumnIsNoGroup() {
    String yaml = Definitions.SAMPLE.replace("entity", "window_start");
    assertThatThrownBy(() -> Definitions.read(yaml))
        .hasMessageEndingWith(
            ":15: expected another field: each window has a column of this name, found"
                + " 'window_start'");
    String notInGroup = yaml.replace("  by: [window_start]\n", "");
    assertThat(Definitions.read(notInGroup).raw().key().name()).isEqualTo("window_start");
  }

  @Test
  void thereIsAtLeastOneKindOfWindow() {
    String none = Definitions.EVERYTHING.replaceAll("windows:\n( +- .*\n)+", "windows: []\n");
    assertThatThrownBy(() -> Definitions.read(none))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith(":17: expected at least one kind of window, found none");
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 900_000})
  void whatIsFoundIsToldInOneLineOfReadableLength(int length) {
    for (String wrong :
        List.of(
            "x".repeat(length),
            "x\\n%s%%".formatted(" ".repeat(length)),
            "\u2028🚚".repeat(length))) {
      for (String place : List.of("avg(temp)", "1 minute", "sample-raw", "[entity]")) {
        String yaml =
            Definitions.SAMPLE.replace(
                place, '"' + wrong.substring(0, Math.min(length, wrong.length())) + '"');
        assertThatThrownBy(() -> Definitions.read(yaml))
            .isInstanceOf(DefinitionException.class)
            .satisfies(
                error -> {
                  assertThat(error.getMessage()).hasSizeLessThan(600);
                  assertThat(error.getMessage().lines()).hasSize(1);
                  assertThat(error.getMessage()).doesNotContain("\u2028");
                });
      }
    }
  }

  @Test
  void aFileThatIsMissingIsToldWithThoseThatAreThere() throws Exception {
    Files.writeString(folder.resolve("fleet.yaml"), "");
    assertThatThrownBy(() -> DefinitionReader.read(folder.resolve("flet.yaml")))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith("flet.yaml: no such definition; there are fleet");
  }

  @Test
  void anEmptyFileABinaryAndAHugeOneAreNoDefinitions() throws Exception {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, "");
    assertThatThrownBy(() -> DefinitionReader.read(file)).hasMessageContaining("an empty file");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> DefinitionReader.read(file)).hasMessageContaining("expected UTF-8");
    Files.write(file, "a: b\n".repeat(300_000).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> DefinitionReader.read(file)).hasMessageContaining("over 1 MiB");
    assertThatThrownBy(() -> DefinitionReader.read(folder)).hasMessageContaining("cannot be read");
  }
}
