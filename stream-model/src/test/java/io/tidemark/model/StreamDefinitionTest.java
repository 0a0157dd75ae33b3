package io.tidemark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamDefinitionTest {
  @TempDir Path folder;

  @Test
  void theFleetsDefinitionReadsAsItStands() {
    StreamDefinition fleet = StreamDefinition.read(Path.of("../streams/sensor-data.yaml"));
    assertThat(fleet.name()).isEqualTo("sensor-data");
    assertThat(fleet.raw().fields()).extracting(Field::name).startsWith("time", "entity", "temp");
    assertThat(fleet.aggregated().window()).isEqualTo(Duration.ofMinutes(1));
    assertThat(fleet.aggregated().watermark()).isEqualTo(Duration.ofMinutes(3));
    assertThat(fleet.aggregated().columns())
        .extracting(Column::name)
        .startsWith("window_start", "window_end", "entity", "readings");
  }

  @Test
  void anAverageHasFourPlacesMoreThanItsField() {
    assertThat(Definitions.sample().aggregated().columns())
        .contains(new Column("avg_temp", Column.Type.DECIMAL, 6));
  }

  @Test
  void aDefinitionNeedsNoBy() {
    StreamDefinition all = Definitions.read(Definitions.SAMPLE.replace("  by: [entity]\n", ""));
    assertThat(all.aggregated().by()).isEmpty();
  }

  @Test
  void duplicatesCountUnlessTheDefinitionSaysOtherwise() {
    assertThat(Definitions.sample().aggregated().deduplicate()).isFalse();
    String once = Definitions.SAMPLE.replace("  by:", "  deduplicate: true\n  by:");
    assertThat(Definitions.read(once).aggregated().deduplicate()).isTrue();
  }

  @Test
  void theShapeOfTheStateFollowsFieldsAndWindowsAndNotUnitsOrSimulations() {
    String shape = Definitions.sample().stateShape();
    assertThat(shapeWith("unit: °C", "unit: K")).isEqualTo(shape);
    assertThat(shapeWith("mean: 20", "mean: 25")).isEqualTo(shape);
    assertThat(shapeWith("scale: 2", "scale: 3")).isNotEqualTo(shape);
    assertThat(shapeWith("window: 1 minute", "window: 2 minutes")).isNotEqualTo(shape);
    assertThat(shapeWith("avg(temp)", "min(temp)")).isNotEqualTo(shape);
    assertThat(shapeWith("  by: [entity]\n", "")).isNotEqualTo(shape);
  }

  private static String shapeWith(String right, String other) {
    assertThat(Definitions.SAMPLE).contains(right);
    return Definitions.read(Definitions.SAMPLE.replace(right, other)).stateShape();
  }

  @Test
  void windowsStartAtWholeMultiplesBefore1970Too() {
    StreamDefinition.Aggregated minutes = Definitions.sample().aggregated();
    assertThat(minutes.windowStart(-1)).isEqualTo(-60_000);
    assertThat(minutes.windowStart(0)).isZero();
    assertThat(minutes.windowStart(59_999)).isZero();
  }

  // the first text is replaced by the second; the third is the line and what is said
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "stream: sample; strem: sample; 1: expected one of the keys stream, raw, aggregated, found 'strem'",
        "stream: sample; stream: Übung; 1: expected a name of a-z, 0-9 and '-', found 'Übung'",
        "topic: sample-raw; topic: a b; 3: expected a topic of letters, digits, '.', '_' and '-', found 'a b'",
        "key: entity; key: nobody; 4: expected one of the fields time, entity, temp, state, found 'nobody'",
        "key: entity; key: temp; 8: expected the key 'simulate' in 'entity', found none",
        "entity: {type: int}; entity: {type: int, simulate: {}}; 8: expected no simulate",
        "time: time; time: entity; 7: expected type timestamp for the event time alone",
        "entity: {type: int}; entity: {type: integer}; 8: expected type timestamp, int, decimal, string, found 'integer'",
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
        "by: [entity]; by: [temp]; 15: expected a field of type int or string, found 'temp', type decimal",
        "by: [entity]; by: [entity, entity]; 15: expected each field once",
        "readings: count; entity: count; 17: expected a name that no other column has, found 'entity'",
        "readings: count; readings: sum(temp); 17: expected a measure 'count'",
        "avg(temp); mean(temp); 18: expected one of the functions count, sum, avg, min, max, first, last, found 'mean'",
        "avg(temp); avg(heat); 18: expected one of the fields time, entity, temp, state, found 'heat'",
        "avg(temp); avg(state); 18: expected avg over a field of type int or decimal, found 'state', type string",
        "avg(temp); avg; 18: expected avg(field), found 'avg'",
        "avg(temp); avg(temp; 18: expected a function such as count or avg(field)",
        "measures:; topic:; 16: expected each name once, found 'topic' again",
        "stream: sample; stream: [; 3: expected YAML",
      })
  void aWrongDefinitionIsToldByLineAndWhatWasExpected(String right, String wrong, String says) {
    String yaml = Definitions.SAMPLE.replace(right, wrong == null ? "" : wrong);
    assertThat(yaml).isNotEqualTo(Definitions.SAMPLE);
    assertThatThrownBy(() -> Definitions.read(yaml))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("sample.yaml:" + says)
        .hasMessageNotContaining("\n");
  }

  @Test
  void theAggregationUsesTheEventTimeTheGroupsAndWhatItMeasuresOrToDeduplicateEverything() {
    String without = Definitions.SAMPLE.replace("  last_state: last(state)\n", "");
    assertThat(Definitions.read(without).used())
        .extracting(Field::name)
        .containsExactly("time", "entity", "temp");
    assertThat(Definitions.read(without.replace("  by:", "  deduplicate: true\n  by:")).used())
        .extracting(Field::name)
        .containsExactly("time", "entity", "temp", "state");
  }

  @Test
  void aFileThatIsMissingIsToldWithThoseThatAreThere() throws Exception {
    Files.writeString(folder.resolve("fleet.yaml"), "");
    assertThatThrownBy(() -> StreamDefinition.read(folder.resolve("flet.yaml")))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith("flet.yaml: no such definition; there are fleet");
  }

  @Test
  void anEmptyFileABinaryAndAHugeOneAreNoDefinitions() throws Exception {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, "");
    assertThatThrownBy(() -> StreamDefinition.read(file)).hasMessageContaining("an empty file");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> StreamDefinition.read(file)).hasMessageContaining("expected UTF-8");
    Files.write(file, "a: b\n".repeat(300_000).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> StreamDefinition.read(file)).hasMessageContaining("over 1 MiB");
    assertThatThrownBy(() -> StreamDefinition.read(folder)).hasMessageContaining("cannot be read");
  }
}
