package io.tidemark.model.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.Dashboard;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.testing.Definitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardReaderTest {
  private static final String TRIPS =
      Definitions.EVERYTHING
          .replace(
              "fastest: max(speed)",
              "fastest: max(speed)\n    all_stops: sum(stops)\n    north: avg(pace)\n    east: last(pace)")
          .stripTrailing();

  @Test
  void whatIsShownIsOneOfTheMeasuresAndGroups() {
    StreamDefinition trips =
        Definitions.read(
            TRIPS
                + """

                dashboard:
                  measure: all_stops
                  group: band
                  share: readings
                  position: {latitude: north, longitude: east}
                """);
    Dashboard dashboard = trips.dashboard();
    assertThat(dashboard.measure().expression()).isEqualTo("sum(stops)");
    assertThat(dashboard.group().name()).isEqualTo("band");
    assertThat(dashboard.share().expression()).isEqualTo("count");
    assertThat(dashboard.position(trips.aggregated()))
        .get()
        .extracting(Dashboard.Position::latitude, Dashboard.Position::longitude)
        .extracting(measure -> ((Measure) measure).name())
        .containsExactly("north", "east");
    assertThat(trips.single()).allMatch(one -> one.dashboard().equals(dashboard));
  }

  @Test
  void whatIsShownChangesNothingThatIsComputed() {
    StreamDefinition plain = Definitions.read(TRIPS);
    StreamDefinition shown = Definitions.read(TRIPS + "\ndashboard: {measure: all_stops}\n");
    assertThat(plain.dashboard()).isEqualTo(Dashboard.DEFAULT);
    assertThat(shown.dashboard()).isNotEqualTo(Dashboard.DEFAULT);
    assertThat(shown.stateShape()).isEqualTo(plain.stateShape());
    assertThat(shown.raw()).isEqualTo(plain.raw());
    assertThat(shown.aggregates()).isEqualTo(plain.aggregates());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "colour: red; expected one of the keys measure, group, share, position, found 'colour'",
        "measure: spread; expected a measure with count, sum or avg: readings, avg_pace, all_stops, north, found 'spread'",
        "group: state; expected one of the fields vehicle, band, found 'state'",
        "share: avg_pace; expected a measure with count or sum, which add up: readings, all_stops, found 'avg_pace'",
        "position: {latitude: north}; expected the key 'longitude' in 'position', found none",
        "position: {latitude: paces, longitude: east}; expected a measure that is a number, such as last(latitude): readings",
      })
  void whatCannotBeShownIsToldByLine(String line, String says) {
    int number = TRIPS.split("\n").length + 2;
    assertThatThrownBy(() -> Definitions.read(TRIPS + "\ndashboard:\n  " + line + "\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("sample.yaml:" + number + ": " + says);
  }

  @Test
  void aMeanThatMayLackValuesNeedsTheirNumber() {
    String yaml =
        Definitions.SAMPLE.replace("scale: 2,", "scale: 2, optional: true,")
            + "dashboard: {measure: avg_temp}\n";
    assertThatThrownBy(() -> Definitions.read(yaml))
        .hasMessageContaining("expected a measure count(temp) beside it");
    String counted = yaml.replace("last_state:", "temps: count(temp)\n    last_state:");
    assertThat(Definitions.read(counted).dashboard().measure().name()).isEqualTo("avg_temp");
  }
}
