package io.tidemark.model.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.encoding.Schemas;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.Definitions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StreamDefinitionTest {
  @Test
  void theFleetsDefinitionReadsAsItStands() {
    StreamDefinition fleet = DefinitionReader.read(Path.of("../streams/sensor-data.yaml"));
    assertThat(fleet.name()).isEqualTo("sensor-data");
    assertThat(fleet.raw().fields()).extracting(Field::name).startsWith("time", "entity", "temp");
    assertThat(fleet.aggregated().window()).isEqualTo(Duration.ofMinutes(1));
    assertThat(fleet.aggregated().watermark()).isEqualTo(Duration.ofMinutes(3));
    assertThat(fleet.aggregated().columns())
        .extracting(AggregatedColumn::name)
        .startsWith("window_start", "window_end", "entity", "readings");
  }

  @Test
  void theHeartbeatThatClosesTheLastWindowsHasATimeThatARecordCanHave() {
    StreamDefinition sample = Definitions.sample();
    long watermark = sample.aggregated().watermark().toMillis();
    assertThat(sample.closingTime(0)).isEqualTo(sample.lastEnd(0) + watermark);
    assertThat(sample.closingTime(TimeFormat.LATEST)).isEqualTo(TimeFormat.LATEST);
  }

  @Test
  void anAverageHasFourPlacesMoreThanItsField() {
    assertThat(Definitions.sample().aggregated().columns())
        .contains(new AggregatedColumn("avg_temp", AggregatedColumn.Type.DECIMAL, 6));
  }

  @Test
  void aTextThatIsChosenMayBeEmpty() {
    StreamDefinition doors =
        Definitions.read(
            Definitions.SAMPLE.replace("choice: [on, off]", "choice: [on, \"\", ' ']"));
    assertThat(doors.raw().fields())
        .extracting(Field::simulate)
        .contains(new Simulation.Choice(List.of("on", "", " ")));
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
    assertThat(shapeWith("  window:", "  encoding: json\n  window:")).isEqualTo(shape);
    assertThat(shapeWith("  window:", "  encoding: avro\n  window:")).isNotEqualTo(shape);
    assertThat(shapeWith("  by: [entity]\n", "")).isNotEqualTo(shape);
    assertThat(shapeWith("  by:", "  where: temp > 0\n  by:")).isNotEqualTo(shape);
    assertThat(shapeWith("  by:", "  slide: 30s\n  by:")).isNotEqualTo(shape);
    assertThat(shapeWith("  by:", "  slide: 1 minute\n  by:")).isEqualTo(shape);
    assertThat(shapeWith("type: timestamp", "type: timestamp, format: iso")).isNotEqualTo(shape);
    assertThat(shapeWith("type: timestamp", "type: timestamp, format: milliseconds"))
        .isEqualTo(shape);
    assertThat(shapeWith("raw:", "raw:\n  simulate: {entities: 7}")).isEqualTo(shape);
    assertThat(shapeWith("aggregated:", "derived:\n  more: {type: int, is: 1}\naggregated:"))
        .isNotEqualTo(shape);
  }

  @Test
  void theShapeFollowsEachPartOfEverythingAndNotItsNotation() {
    String shape = Definitions.everything().stateShape();
    assertThat(Definitions.everything().stateShape()).isEqualTo(shape);
    for (String[] change :
        new String[][] {
          {"speed / 3.6", "speed / 3.7"},
          {"speed / 3.6", "speed * 3.6"},
          {"scale: 3", "scale: 4"},
          {"'on', 'it''s'", "'on', 'its'"},
          {"speed >= 0 and", "speed >= 0 or"},
          {"speed >= 0", "stops >= 0"},
          {"slide: 10 minutes", "slide: 20 minutes"},
          {"window: 45 seconds", "window: 60 seconds"},
          {"    - {topic: trips-minutes, window: 1 minute}\n", ""},
          {"format: seconds", "format: milliseconds"},
          {"distinct(stops)", "distinct(state)"},
        }) {
      String other = Definitions.EVERYTHING.replace(change[0], change[1]);
      assertThat(Definitions.read(other).stateShape()).as(change[1]).isNotEqualTo(shape);
    }
    for (String[] change :
        new String[][] {
          {"speed / 3.6", "( speed/3.6 )"},
          {"speed >= 0 and", "(speed >= 0)   and"},
          {"unit: m/s", "unit: mph"},
          {"trips-hours", "trips-of-an-hour"},
          {"entities: 50", "entities: 51"},
        }) {
      String same = Definitions.EVERYTHING.replace(change[0], change[1]);
      assertThat(same).isNotEqualTo(Definitions.EVERYTHING);
      assertThat(Definitions.read(same).stateShape()).as(change[1]).isEqualTo(shape);
    }
  }

  @Test
  void aDefinitionWithEverythingReadsAsItStands() {
    StreamDefinition everything = Definitions.everything();
    StreamDefinition.Raw raw = everything.raw();
    assertThat(raw.time().format()).isEqualTo(TimeFormat.SECONDS);
    assertThat(raw.fields()).filteredOn(Field::quoted).extracting(Field::name).contains("stops");
    assertThat(raw.derived()).extracting(Field::name).containsExactly("pace", "band");
    assertThat(raw.all()).hasSize(7);
    assertThat(raw.measured())
        .extracting(Field::name)
        .containsExactly("speed", "stops", "pace", "band");
    assertThat(raw.flood())
        .isEqualTo(
            new StreamDefinition.Flood(50, Duration.ofSeconds(2), Duration.ofHours(1), null));
    assertThat(everything.aggregatedTopics())
        .containsExactly("trips-minutes", "trips-hours", "trips-quarters");
    assertThat(everything.aggregated().columns())
        .containsExactly(
            new AggregatedColumn("window_start", AggregatedColumn.Type.INSTANT, 0),
            new AggregatedColumn("window_end", AggregatedColumn.Type.INSTANT, 0),
            new AggregatedColumn("vehicle", AggregatedColumn.Type.STRING, 0),
            new AggregatedColumn("band", AggregatedColumn.Type.INT, 0),
            new AggregatedColumn("readings", AggregatedColumn.Type.INT, 0),
            new AggregatedColumn("avg_pace", AggregatedColumn.Type.DECIMAL, 7),
            new AggregatedColumn("spread", AggregatedColumn.Type.DECIMAL, 5),
            new AggregatedColumn("different_stops", AggregatedColumn.Type.HLL, 0),
            new AggregatedColumn("paces", AggregatedColumn.Type.KLL, 0),
            new AggregatedColumn("fastest", AggregatedColumn.Type.DECIMAL, 1));
    assertThat(everything.aggregated().columns())
        .filteredOn(column -> column.type().isSketch())
        .extracting(AggregatedColumn::name)
        .containsExactly("different_stops", "paces");
  }

  @Test
  void severalWindowsAreTheSameStreamOnceForEach() {
    StreamDefinition everything = Definitions.everything();
    assertThat(everything.single()).hasSize(3);
    assertThat(everything.single())
        .allSatisfy(
            one -> {
              assertThat(one.name()).isEqualTo("trips");
              assertThat(one.raw()).isEqualTo(everything.raw());
              assertThat(one.aggregates()).hasSize(1);
              assertThat(one.aggregated().measures()).isEqualTo(everything.aggregated().measures());
              assertThat(one.aggregated().where()).isEqualTo(everything.aggregated().where());
              assertThat(one.aggregated().watermark()).isEqualTo(Duration.ofMinutes(3));
            });
    assertThat(everything.single())
        .extracting(one -> one.aggregated().overlap())
        .containsExactly(1, 6, 3);
    assertThat(everything.pane()).isEqualTo(15_000);
    assertThat(everything.single())
        .extracting(StreamDefinition::pane)
        .containsExactly(60_000L, 600_000L, 15_000L);
    assertThat(everything.lastEnd(0)).isEqualTo(3_600_000);
    assertThat(everything.lastEnd(599_999)).isEqualTo(3_600_000);
    assertThat(everything.lastEnd(600_000)).isEqualTo(4_200_000);
    assertThat(everything.lastEnd(-1)).isEqualTo(3_000_000);
    assertThat(Definitions.sample().single()).containsExactly(Definitions.sample());
  }

  @Test
  void aReadingIsAPartOfEachWindowThatSlidesOverItBefore1970Too() {
    StreamDefinition.Aggregated hours = Definitions.everything().aggregates().get(1);
    long minute = 60_000;
    assertThat(hours.windowStarts(0))
        .containsExactly(0, -10 * minute, -20 * minute, -30 * minute, -40 * minute, -50 * minute);
    assertThat(hours.windowStarts(-1))
        .containsExactly(
            -10 * minute, -20 * minute, -30 * minute, -40 * minute, -50 * minute, -60 * minute);
    for (long time : new long[] {-1, 0, 1, 599_999, 600_000, TimeFormat.EARLIEST}) {
      for (long start : hours.windowStarts(time)) {
        assertThat(time).isBetween(start, start + 60 * minute - 1);
      }
    }
    assertThat(Definitions.sample().aggregated().windowStarts(-1)).containsExactly(-minute);
  }

  @Test
  void aStreamInAvroKeepsWhatItsDashboardShows() {
    StreamDefinition shown =
        Definitions.read(
            Definitions.SAMPLE.replace("raw:\n", "raw:\n  encoding: avro\n")
                + "dashboard: {measure: readings}\n");
    assertThat(shown.dashboard().measure()).isNotNull();
    assertThat(shown.with(Schemas.NONE).dashboard()).isEqualTo(shown.dashboard());
    assertThat(shown.asJson().dashboard()).isEqualTo(shown.dashboard());
  }

  @Test
  void theGrammarsPageHasADefinitionThatReads() throws Exception {
    Matcher yaml =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../streams/README.md")));
    assertThat(yaml.find()).isTrue();
    String page = yaml.group(1);
    StreamDefinition example = Definitions.read(page);
    assertThat(example.raw().derived()).isNotEmpty();
    assertThat(example.aggregated().where()).isNotNull();
    assertThat(yaml.find()).isTrue();
    StreamDefinition others =
        Definitions.read(
            "stream: meters\n"
                + yaml.group(1)
                + "aggregated: {topic: meters, window: 1 hour, watermark: 1 hour,"
                + " measures: {n: count}}\n");
    assertThat(others.raw().isPlain()).isFalse();
    assertThat(others.raw().key()).isNull();
    assertThat(yaml.find()).isTrue();
    // the third one says what may stand in place of topic, window and slide
    String several = page.replaceAll("(?m)^  (window|slide): .*\n", "");
    several = several.replaceAll("(?m)^  topic: sensor-data-aggregated.*\n", yaml.group(1));
    assertThat(Definitions.read(several).aggregates()).hasSize(2);
    assertThat(yaml.find()).isTrue();
    // the fourth one may stand in place of the part of the same name
    String shown = page.replaceAll("(?s)dashboard:.*", yaml.group(1));
    assertThat(Definitions.read(shown).dashboard()).isNotEqualTo(example.dashboard());
    assertThat(yaml.find()).isFalse();
  }

  @Test
  void theFirstPageHasADefinitionThatReads() throws Exception {
    Matcher yaml =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../README.md")));
    assertThat(yaml.find()).isTrue();
    assertThat(Definitions.read(yaml.group(1)).aggregated().overlap()).isEqualTo(5);
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

  @Test
  void daysAreGroupedByWholeDays() {
    String days =
        Definitions.SAMPLE
            .replace("type: timestamp", "type: timestamp, format: yyyymmdd")
            .replace("window: 1 minute", "window: 7 days\n  slide: 1 day")
            .replace("watermark: 3 minutes", "watermark: 0");
    assertThat(Definitions.read(days).aggregated().overlap()).isEqualTo(7);
    assertThatThrownBy(() -> Definitions.read(days.replace("slide: 1 day", "slide: 12h")))
        .hasMessageEndingWith(
            ":14: expected whole days, in which the event time is written (format yyyymmdd),"
                + " found '12h'");
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
}
