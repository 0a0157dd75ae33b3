package io.tidemark.model.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.change.DefinitionChange.Part;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionChangesTest {
  private static final String TRIPS =
      """
      stream: trips
      raw:
        topic: trips-raw
        key: car
        time: time
        fields:
          time: {type: timestamp}
          car: {type: int}
          speed: {type: decimal, scale: 1, unit: km/h, simulate: {uniform: {min: 0, max: 120}}}
          fuel: {type: decimal, scale: 1, optional: true}
      derived:
        pace: {type: decimal, scale: 3, is: 1 / speed}
      aggregated:
        topic: trips-windows
        window: 1 minute
        watermark: 3 minutes
        where: speed > 1
        by: [car]
        measures:
          readings: count
          fastest: max(speed)
      """;

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          readings: count|readings: count#    slowest: min(speed); MEASURE; + the measure slowest: min(speed)
          #    fastest: max(speed)|; MEASURE; - the measure fastest
          optional: true}#derived|optional: true}#    door: {type: boolean, optional: true}#derived; FIELD; + the field door, optional
          {type: decimal, scale: 1, unit|{type: decimal, scale: 1, optional: true, unit; FIELD; ~ the field speed, now optional
          speed > 1|speed > 2; WHERE; ~ where
          #  where: speed > 1|; WHERE; - where
          watermark: 3 minutes|watermark: 5 minutes; WATERMARK; ~ the watermark 5m, before 3m
          window: 1 minute|window: 2 minutes; LENGTH; ~ the windows of trips-windows: 2m, before 1m
          window: 1 minute|window: 30 seconds; LENGTH; ~ the windows of trips-windows: 30s, before 1m
          window: 1 minute|window: 1 minute#  slide: 30 seconds; FIXED; ~ the windows of trips-windows: 1m every 30s, before 1m
          1 / speed|2 / speed; DERIVED; ~ the derived field pace: computed otherwise
          km/h|mph; SHOWN; ~ the unit of speed
          max: 120|max: 130; SHOWN; ~ the simulation of speed
          topic: trips-raw|topic: other; FIXED; ~ the raw topic: other, before trips-raw
          topic: trips-windows|topic: other; WINDOWS; + windows of 1m in other
          #  key: car|; FIXED; ~ the key: none, before car
          by: [car]|by: []; FIXED; ~ by: [], before [car]
          max(speed)|min(speed); FIXED; ~ the measure fastest: min(speed), before max(speed)
          fuel: {type: decimal, scale: 1|fuel: {type: decimal, scale: 2; FIXED; ~ the type or scale of the field fuel
          , optional: true}|}; FIXED; ~ the field fuel, no longer optional
          scale: 1, optional|scale: 1, rounded: true, optional; FIXED; ~ how the field fuel is written
          #    fuel: {type: decimal, scale: 1, optional: true}|; FIXED; - the field fuel
          optional: true}#derived|optional: true}#    door: {type: boolean}#derived; FIXED; + the field door, which is not optional
          watermark: 3 minutes|watermark: 3 minutes#  deduplicate: true; FIXED; ~ deduplicate: true, before false
          """)
  void eachChangeHasItsSignItsPartAndWords(String change, Part part, String line) {
    String[] texts = change.replace('#', '\n').split("\\|", -1);
    assertThat(TRIPS).contains(texts[0].stripTrailing());
    List<DefinitionChange> changes = changes(TRIPS.replace(texts[0], texts[1]));
    assertThat(changes).extracting(DefinitionChange::part).contains(part);
    assertThat(changes)
        .filteredOn(one -> one.part() == part)
        .extracting(one -> one.sign().mark() + " " + one.what())
        .containsExactly(line);
    assertThat(changes)
        .allSatisfy(one -> assertThat(one.isAllowed()).isEqualTo(one.instead() == null));
  }

  @Test
  void aFieldInTheMiddleChangesNoConditionThatNamesTheFieldsAfterIt() {
    assertThat(
            changes(
                TRIPS.replace(
                    "car: {type: int}", "car: {type: int}\n    door: {type: int, optional: true}")))
        .extracting(DefinitionChange::what)
        .containsExactly("the field door, optional");
  }

  @Test
  void aFieldThatIsOptionalFromNowOnChangesNoCondition() {
    assertThat(changes(TRIPS.replace("scale: 1, unit", "scale: 1, optional: true, unit")))
        .extracting(DefinitionChange::what)
        .containsExactly("the field speed, now optional");
  }

  @Test
  void aMeasureMoreInAvroMustBeAbleToLackAValue() {
    String avro = TRIPS.replace("trips-windows", "trips-windows\n  encoding: avro");
    assertThat(
            DefinitionChanges.of(
                read(avro), read(avro + "    slowest: min(speed)\n    least: min(fuel)\n")))
        .extracting(DefinitionChange::isAllowed)
        .containsExactly(false, true);
  }

  @Test
  void windowsThatSlideMayOverlapLessFromNowOnAndNotMore() {
    String often = TRIPS.replace("window: 1 minute", "window: 6 minutes\n  slide: 2 minutes");
    String seldom = TRIPS.replace("window: 1 minute", "window: 6 minutes\n  slide: 3 minutes");
    assertThat(DefinitionChanges.of(read(often), read(seldom)))
        .extracting(DefinitionChange::part)
        .containsExactly(Part.LENGTH);
    assertThat(DefinitionChanges.of(read(often), read(TRIPS)))
        .extracting(DefinitionChange::part)
        .containsExactly(Part.LENGTH);
    assertThat(DefinitionChanges.of(read(seldom), read(often)))
        .extracting(DefinitionChange::instead)
        .containsExactly(
            "add the new windows beside them, with a topic of their own: they overlap more than the"
                + " old ones, so the first ones would start where old rows do");
  }

  @Test
  void windowsWithoutACommonEndWithinAYearAreRefused() {
    assertThat(
            DefinitionChanges.of(
                read(TRIPS.replace("window: 1 minute", "window: 7001s")),
                read(TRIPS.replace("window: 1 minute", "window: 7919s"))))
        .extracting(DefinitionChange::instead)
        .containsExactly(
            "choose a length of which the other one is a multiple: they have no common end within a"
                + " year");
  }

  @Test
  void rowsInAvroKeepTheLengthOfTheirWindows() {
    String avro = TRIPS.replace("trips-windows", "trips-windows\n  encoding: avro");
    assertThat(
            DefinitionChanges.of(
                read(avro), read(avro.replace("window: 1 minute", "window: 2 minutes"))))
        .extracting(DefinitionChange::instead)
        .containsExactly(
            "add the new windows beside them, with a topic of their own: a registry takes rows in"
                + " Avro of one length");
  }

  @Test
  void theOrderOfMeasuresIsAChangeOfTheState() {
    assertThat(
            changes(
                TRIPS.replace(
                    "readings: count\n    fastest: max(speed)",
                    "fastest: max(speed)\n    readings: count")))
        .extracting(DefinitionChange::what)
        .containsExactly("the order of the measures");
  }

  @Test
  void aCommentAndAUnitChangeNothingThatMatters() {
    StreamDefinition before = read(TRIPS);
    assertThat(changes("# cars\n" + TRIPS)).isEmpty();
    assertThat(DefinitionChanges.same(before, read(TRIPS.replace("km/h", "mph")))).isTrue();
    assertThat(DefinitionChanges.same(before, read(TRIPS.replace("> 1", "> 2")))).isFalse();
  }

  private static List<DefinitionChange> changes(String after) {
    return DefinitionChanges.of(read(TRIPS), read(after));
  }

  private static StreamDefinition read(String text) {
    return DefinitionReader.parse(text, "trips");
  }
}
