package io.tidemark.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.backfill.ReadingCounts.Difference;
import io.tidemark.druid.FakeDruid;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingBackfillTest {
  private static final StreamDefinition DEFINITION =
      DefinitionReader.read(Path.of("../streams/sensor-data.yaml"));
  private static final TimeInterval DAY =
      TimeInterval.parse("2026-03-10T00:00:00Z/2026-03-11T00:00:00Z");
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final Instant ONE = Instant.parse("2026-03-10T13:00:00Z");

  @TempDir Path folder;

  @Test
  void theTaskTakesTheRowsAsReadingsAndTheTimeInMilliseconds() {
    JsonNode spec =
        ReplaceTaskSpec.spec(
                "x", ReadingBackfill.target(DEFINITION), DAY, Path.of("/rows"), List.of(), Map.of())
            .path("spec");
    assertThat(spec.at("/dataSchema/dataSource").asText()).isEqualTo("sensor-data-raw");
    // the supervisor's filter tells readings from heartbeats by a column that the rows do not have
    assertThat(ReadingBackfill.target(DEFINITION).supervisor().at("/spec/dataSchema/transformSpec"))
        .isNotEmpty();
    assertThat(spec.at("/dataSchema/transformSpec").isMissingNode()).isTrue();
    assertThat(spec.at("/ioConfig/inputFormat/flattenSpec/fields/0").toString())
        .isEqualTo("{\"type\":\"root\",\"name\":\"__time\",\"expr\":\"time\"}");
    assertThat(spec.at("/dataSchema/timestampSpec/format").asText()).isEqualTo("auto");
    assertThat(spec.at("/dataSchema/dimensionsSpec/dimensions/0/name").asText())
        .isEqualTo("entity");
  }

  @Test
  void theRowsOfFilesAreCountedByTheHour() throws IOException {
    Files.writeString(
        folder.resolve("part-0.json"),
        "{\"time\":%d}\n{\"time\":%d}\n".formatted(NOON.toEpochMilli(), ONE.toEpochMilli() - 1));
    Files.writeString(
        folder.resolve("part-1.json"), "{\"time\":%d}\n".formatted(ONE.toEpochMilli()));
    Files.writeString(folder.resolve("_SUCCESS"), "");
    assertThat(ReadingCounts.read(DEFINITION, folder).hours()).isEqualTo(Map.of(NOON, 2L, ONE, 1L));
  }

  @Test
  void theHoursOfDruidAreComparedWithTheRows() throws IOException {
    try (FakeDruid druid = new FakeDruid()) {
      druid.on("POST /druid/v2/sql", 200, "[%d,3]\n\n".formatted(NOON.toEpochMilli()));
      ReadingCounts stored = ReadingCounts.stored(druid.client(), DEFINITION, DAY);
      ReadingCounts found = counts(Map.of(NOON, 2L, ONE, 1L));
      assertThat(found.differences(stored))
          .containsExactly(new Difference(NOON, 3, 2), new Difference(ONE, 0, 1));
      assertThatThrownBy(() -> found.awaitStored(stored))
          .isInstanceOf(RetryableException.class)
          .hasMessage("queries see 0 readings of the hour 2026-03-10T13:00:00Z, not 1");
    }
  }

  @Test
  void aReadingThatCameMeanwhileDoesNotDelayTheEnd() {
    counts(Map.of(NOON, 2L)).awaitStored(counts(Map.of(NOON, 3L, ONE, 1L)));
  }

  private static ReadingCounts counts(Map<Instant, Long> hours) {
    return new ReadingCounts(new TreeMap<>(hours));
  }
}
