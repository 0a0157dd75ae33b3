package io.tidemark.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.testing.Definitions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableLayoutTest {
  private static final String TIME = "time: {type: timestamp}";

  @Test
  void readingsHaveTheFieldsOfTheRecordTheDerivedOnesAndTheirPlaceInKafka() {
    TableLayout readings = TableLayout.readings(Definitions.everything());

    assertThat(columns(readings))
        .containsExactly(
            "at timestamptz",
            "vehicle string",
            "speed decimal(18, 1)",
            "stops long",
            "state string",
            "pace decimal(18, 3)",
            "band long",
            "kafka_partition int",
            "kafka_offset long");
    assertThat(readings.partitions().fields().toString()).contains("at_hour: hour(1)");
    assertThat(readings.fullName()).isEqualTo("lake.trips.readings");
    assertThat(readings.schema().findField("speed").doc()).isEqualTo("km/h");
  }

  @Test
  void eachKindOfWindowsHasATableWithItsLengthAndSlideInTheName() {
    List<TableLayout> windows = TableLayout.windows(Definitions.everything());

    assertThat(windows.stream().map(TableLayout::table))
        .containsExactly("windows_1m", "windows_1h_every_10m", "windows_45s_every_15s");
    assertThat(columns(windows.get(0)))
        .containsExactly(
            "window_start timestamptz",
            "window_end timestamptz",
            "vehicle string",
            "band long",
            "readings long",
            "avg_pace decimal(38, 7)",
            "spread decimal(38, 5)",
            "different_stops binary",
            "paces binary",
            "fastest decimal(18, 1)",
            "kafka_partition int",
            "kafka_offset long");
    assertThat(windows.get(0).schema().findField("spread").isOptional()).isTrue();
    assertThat(windows.get(0).schema().findField("fastest").isRequired()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1 minute, window_start_day",
    "23 hours, window_start_day",
    "1 day, window_start_month"
  })
  void windowsArePartitionedByDayOrLongOnesByMonth(String window, String partition) {
    TableLayout windows =
        TableLayout.windows(
                Definitions.read(
                    Definitions.SAMPLE.replace("window: 1 minute", "window: " + window)))
            .get(0);

    assertThat(windows.table()).isEqualTo("windows");
    assertThat(windows.partitions().fields().get(0).name()).isEqualTo(partition);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "{type: timestamp}, false",
        "{type: timestamp; format: iso}, false",
        "{type: timestamp; format: iso; zone: Europe/Berlin}, true",
        "{type: timestamp; format: microseconds}, false",
        "{type: timestamp; format: nanoseconds}, true",
        "{type: timestamp; format: yyyy-MM-dd HH:mm:ss.SSSSSS; zone: UTC}, false",
        "{type: timestamp; format: yyyy-MM-dd HH:mm:ss.SSSSSSSSS; zone: UTC}, true",
        "{type: timestamp; format: \"\"yyyy-MM-dd' on 'HH\"\"; zone: UTC}, false",
      })
  void onlyEventTimesWithPlacesBelowTheMicrosecondHaveAColumnForThem(String field, boolean fine) {
    StreamDefinition definition =
        Definitions.read(
            Definitions.SAMPLE.replace(
                TIME, "time: " + field.replace(";", ",").replace("\"\"", "\"")));

    assertThat(columns(TableLayout.readings(definition)).contains("time_nanos int"))
        .isEqualTo(fine)
        .isEqualTo(TableLayout.hasNanos(definition));
  }

  @ParameterizedTest
  @CsvSource({"state, kafka_offset", "state, Temp"})
  void twoColumnsOfOneNameAreRefused(String field, String name) {
    StreamDefinition definition =
        Definitions.read(
            Definitions.SAMPLE
                .replace(field + ": {", name + ": {")
                .replace("(state)", "(" + name + ")"));

    assertThatThrownBy(() -> TableLayout.readings(definition))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the lake's table readings of stream sample would have two columns %s, apart from upper"
                + " and lower case: rename the field in the definition",
            name);
  }

  private static List<String> columns(TableLayout layout) {
    return layout.schema().columns().stream()
        .map(field -> field.name() + " " + field.type())
        .toList();
  }
}
