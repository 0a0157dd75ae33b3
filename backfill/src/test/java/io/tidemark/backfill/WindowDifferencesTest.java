package io.tidemark.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.backfill.WindowDifferences.OfWindow;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowDifferencesTest {
  private static final StreamDefinition DEFINITION =
      DefinitionReader.read(Path.of("../streams/sensor-data.yaml"));
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path folder;

  @Test
  void equalRowsDoNotDifferHoweverTheirNumbersAreWritten() throws IOException {
    WindowDifferences differences =
        WindowDifferences.between(
            rows("a", row(0, 17, 2, "20.1000")), rows("b", row(0, 17, 2, "20.1")));
    assertThat(differences.isNone()).isTrue();
    assertThat(differences.same()).isEqualTo(1);
  }

  @Test
  void rowsAreNewChangedOrGone() throws IOException {
    WindowRows stored = rows("a", row(0, 1, 2, "1.0"), row(0, 2, 2, "1.0"), row(0, 3, 1, "1.0"));
    WindowRows recomputed =
        rows("b", row(0, 1, 2, "1.0"), row(0, 2, 3, "1.5"), row(0, 4, 1, "1.0"));
    assertThat(WindowDifferences.between(stored, recomputed).windows())
        .containsExactly(new OfWindow(NOON, 5, 6, 1, 1, 1));
  }

  @Test
  void aDuplicateRowIsGoneOnce() throws IOException {
    WindowRows stored = rows("a", row(0, 1, 2, "1.0"), row(0, 1, 2, "1.0"));
    WindowDifferences differences =
        WindowDifferences.between(stored, rows("b", row(0, 1, 2, "1.0")));
    assertThat(differences.windows()).containsExactly(new OfWindow(NOON, 4, 2, 0, 0, 1));
    assertThat(differences.shrinking()).hasSize(1);
  }

  @Test
  void aWindowThatOnlyOneSideHasDiffers() throws IOException {
    WindowDifferences differences =
        WindowDifferences.between(rows("a", row(0, 1, 2, "1.0")), rows("b", row(1, 1, 3, "1.0")));
    assertThat(differences.windows())
        .containsExactly(
            new OfWindow(NOON, 2, 0, 0, 0, 1), new OfWindow(NOON.plusSeconds(60), 0, 3, 1, 0, 0));
    assertThat(differences.total()).isEqualTo(new OfWindow(null, 2, 3, 1, 0, 1));
  }

  @Test
  void aGroupWithoutValueIsNotTheTextNull() throws IOException {
    StreamDefinition definition = optionalZone();
    WindowRows recomputed = new WindowRows(definition);
    recomputed.add(NOON, zone("null", "\"x\""));
    recomputed.add(NOON, zone("\"null\"", "\"x\""));
    WindowRows stored = new WindowRows(definition);
    stored.add(NOON, zone("\"null\"", "\"x\""));
    stored.add(NOON, zone("null", "\"x\""));
    assertThat(WindowDifferences.between(stored, recomputed).isNone()).isTrue();
  }

  /** As in a datasource whose rows are from before the field. */
  @Test
  void aMissingGroupIsOneWithoutValue() throws IOException {
    StreamDefinition definition = optionalZone();
    WindowRows recomputed = new WindowRows(definition);
    recomputed.add(NOON, zone("null", "\"x\""));
    WindowRows stored = new WindowRows(definition);
    stored.add(NOON, new ObjectMapper().readTree("{\"readings\":1,\"last_note\":\"x\"}"));
    assertThat(WindowDifferences.between(stored, recomputed).isNone()).isTrue();
  }

  @Test
  void aMeasureWithoutValueIsNotTheTextNull() throws IOException {
    StreamDefinition definition = optionalZone();
    WindowRows recomputed = new WindowRows(definition);
    recomputed.add(NOON, zone("\"a\"", "null"));
    WindowRows stored = new WindowRows(definition);
    stored.add(NOON, zone("\"a\"", "\"null\""));
    assertThat(WindowDifferences.between(stored, recomputed).total().changed()).isEqualTo(1);
  }

  private StreamDefinition optionalZone() throws IOException {
    return DefinitionReader.read(
        Files.writeString(
            folder.resolve("zones.yaml"),
            """
            stream: zones
            raw:
              topic: zones-raw
              time: time
              fields:
                time: {type: timestamp}
                zone: {type: string, optional: true}
                note: {type: string, optional: true}
            aggregated:
              topic: zones-aggregated
              window: 1 minute
              watermark: 1 minute
              by: [zone]
              measures:
                readings: count
                last_note: last(note)
            """));
  }

  /** A row; zone and note are JSON. */
  private static JsonNode zone(String zone, String note) throws IOException {
    return new ObjectMapper()
        .readTree("{\"zone\":%s,\"readings\":1,\"last_note\":%s}".formatted(zone, note));
  }

  private WindowRows rows(String name, String... lines) throws IOException {
    Path files = Files.createDirectory(folder.resolve(name));
    Files.writeString(files.resolve("part-0.json"), String.join("\n", lines));
    Files.writeString(files.resolve("_SUCCESS"), "");
    return WindowRows.read(DEFINITION, files);
  }

  private static String row(int minute, int entity, int readings, String mean) {
    return ("{\"window_start\":\"%s\",\"window_end\":\"2026\",\"entity\":%d,\"readings\":%d,"
            + "\"avg_temp\":%s,\"min_temp\":1.0,\"max_temp\":1.0,\"last_humidity\":3.00}")
        .formatted(NOON.plusSeconds(60L * minute), entity, readings, mean);
  }
}
