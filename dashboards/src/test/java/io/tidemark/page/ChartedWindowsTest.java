package io.tidemark.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.AvroRows;
import io.tidemark.testing.Definitions;
import io.tidemark.testing.KnownSchemas;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChartedWindowsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void aMeasureOfAllGroupsIsAddedUpOrTheMean() {
    ChartedWindows rows = sample();
    row(rows, 0, "1", 10, "1.5");
    row(rows, 0, "2", 30, "2.5");
    row(rows, 1, "1", 5, "null");

    assertThat(rows.measures()).containsExactly("readings", "avg_temp");
    assertThat(rows.series("readings", null).values()).containsExactly(40.0, 5.0);
    assertThat(rows.series("readings", null).how()).isEqualTo("added up over the groups");
    assertThat(rows.series("avg_temp", null).values()).containsExactly(2.0, null);
    assertThat(rows.series("avg_temp", "2").values()).containsExactly(2.5, null);
    assertThat(rows.series("avg_temp", "2").how()).isNull();
    assertThat(rows.series("avg_temp", "2").starts())
        .containsExactly(NOON.getEpochSecond(), NOON.getEpochSecond() + 60);
  }

  @Test
  void rowsInAvroAreDrawnAsThoseInJson() {
    StreamDefinition avro = KnownSchemas.rowsInAvro(Definitions.sample());
    ChartedWindows rows = new ChartedWindows(avro);
    rows.add(
        AvroRows.frame(
            avro.aggregated(),
            """
            {"window_start":"2026-01-01T12:00:00.000Z","window_end":"2026-01-01T12:01:00.000Z",
             "entity":2,"readings":30,"avg_temp":2.5,"last_state":"on"}"""));
    row(rows, 0, "2", 1, "1");

    assertThat(rows.series("readings", "2").values()).containsExactly(30.0);
    assertThat(rows.series("avg_temp", "2").values()).containsExactly(2.5);
  }

  @Test
  void memoryIsBoundedWhateverTheTopicHas() {
    ChartedWindows rows = sample();
    for (int minute = 0; minute < ChartedWindows.WINDOWS + 50; minute++) {
      row(rows, minute, "1", 1, "1");
    }
    for (int entity = 0; entity < ChartedWindows.GROUPS + 50; entity++) {
      row(rows, ChartedWindows.WINDOWS, "" + entity, 1, "1");
    }

    assertThat(rows.series("readings", null).starts()).hasSize(ChartedWindows.WINDOWS);
    assertThat(rows.series("readings", null).starts().get(0))
        .isEqualTo(NOON.getEpochSecond() + 50 * 60);
    assertThat(rows.groups()).hasSize(ChartedWindows.GROUPS);
    // all groups count, those too that have no chart of their own
    assertThat(rows.series("readings", null).values()).contains(151.0);
  }

  @Test
  void aTopicThatIsReadAgainFromItsBeginningCountsOnce() {
    ChartedWindows rows = sample();
    row(rows, 0, "1", 10, "2.5");
    rows.clear();
    row(rows, 0, "1", 10, "2.5");

    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.series("readings", null).values()).containsExactly(10.0);
  }

  @Test
  void whatIsNoRowIsLeftToTheAudit() {
    ChartedWindows rows = sample();
    rows.add(null);
    rows.add("not JSON".getBytes(UTF_8));
    rows.add("[1]".getBytes(UTF_8));
    rows.add("{\"window_start\":\"soon\"}".getBytes(UTF_8));

    assertThat(rows.rows()).isEqualTo(4);
    assertThat(rows.series("readings", null).starts()).isEmpty();
    assertThat(rows.places()).isEmpty();
  }

  @Test
  void aGroupIsWhereItsNewestWindowSays() {
    ChartedWindows rows =
        new ChartedWindows(DefinitionReader.read(Path.of("../streams/sensor-data.yaml")));
    assertThat(rows.hasPositions()).isTrue();
    place(rows, 1, 7, 52.5, 13.4, "driving");
    place(rows, 0, 7, 10, 10, "idle");
    place(rows, 2, 8, 99, 13.4, "idle");

    assertThat(rows.places())
        .containsExactly(
            new ChartedWindows.Place(
                "7", 52.5, 13.4, NOON.plusSeconds(60).toEpochMilli(), "driving"));
  }

  @Test
  void theMeasureThatTheDefinitionNamesComesFirst() {
    ChartedWindows rows =
        new ChartedWindows(
            Definitions.read(Definitions.SAMPLE + "dashboard: {measure: avg_temp}\n"));
    assertThat(rows.measures()).containsExactly("avg_temp", "readings");
  }

  private static ChartedWindows sample() {
    StreamDefinition sample = Definitions.sample();
    assertThat(new ChartedWindows(sample).hasPositions()).isFalse();
    return new ChartedWindows(sample);
  }

  private static void row(
      ChartedWindows rows, int minute, String entity, int readings, String average) {
    rows.add(
        """
        {"window_start":"%s","entity":%s,"readings":%d,"avg_temp":%s,"last_state":"on"}"""
            .formatted(NOON.plusSeconds(60L * minute), entity, readings, average)
            .getBytes(UTF_8));
  }

  private static void place(
      ChartedWindows rows, int minute, int entity, double north, double east, String status) {
    rows.add(
        """
        {"window_start":"%s","entity":%d,"readings":1,"last_lat":%s,"last_lon":%s,"last_status":"%s"}"""
            .formatted(NOON.plusSeconds(60L * minute), entity, north, east, status)
            .getBytes(UTF_8));
  }
}
