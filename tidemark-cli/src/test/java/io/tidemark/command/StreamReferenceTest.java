package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.schema.RawSchema;
import io.tidemark.testing.Definitions;
import org.junit.jupiter.api.Test;

class StreamReferenceTest {
  @Test
  void theSchemaNamesEveryFieldWithItsType() {
    assertThat(RawSchema.of(Definitions.sample()))
        .contains("\"temp\"", "\"multipleOf\" : 0.01", "Unit: °C")
        .containsPattern(
            "\"required\" : \\[\\s+\"time\",\\s+\"entity\",\\s+\"temp\",\\s+\"state\"");
  }

  @Test
  void thePageHasATableOfFieldsAndOneOfColumns() {
    assertThat(StreamReference.markdown(Definitions.sample()))
        .contains("| `time` | integer, epoch milliseconds, UTC |  | event time |")
        .contains("| `temp` | number, 2 decimal places | °C |  |")
        .contains("| `avg_temp` | number, 6 decimal places | `avg(temp)` |")
        .contains("Window 1m, watermark 3m.")
        .doesNotContain("Derived", "where");
  }

  @Test
  void theSchemaHasFormatsAndQuotesAndNoDerivedField() throws Exception {
    JsonNode schema = new ObjectMapper().readTree(RawSchema.of(Definitions.everything()));
    JsonNode time = schema.path("properties").path("at");
    assertThat(time.path("type")).extracting(JsonNode::asText).containsExactly("integer", "string");
    assertThat(time.path("pattern").asText()).isEqualTo("^-?(0|[1-9][0-9]*)$");
    assertThat(time.path("description").asText()).isEqualTo("Event time, epoch seconds, UTC");
    assertThat(schema.path("properties").path("stops").path("type")).hasSize(2);
    assertThat(schema.path("required"))
        .extracting(JsonNode::asText)
        .containsExactly("at", "vehicle", "speed", "stops", "state");
    assertThat(schema.path("properties").has("pace")).isFalse();
  }

  @Test
  void theSchemaOfATimeAsATextHasItsFormat() throws Exception {
    String iso = Definitions.SAMPLE.replace("type: timestamp", "type: timestamp, format: iso");
    JsonNode time =
        new ObjectMapper().readTree(RawSchema.of(Definitions.read(iso))).at("/properties/time");
    assertThat(time.path("type").asText()).isEqualTo("string");
    assertThat(time.path("format").asText()).isEqualTo("date-time");
  }

  @Test
  void thePageOfADefinitionWithEverythingHasAllOfIt() {
    assertThat(StreamReference.markdown(Definitions.everything()))
        .contains("| `at` | integer, epoch seconds, UTC, or the same in quotes |  | event time |")
        .contains("| `stops` | integer, or the same in quotes |  |  |")
        .contains("## Derived from each reading")
        .contains("| `pace` | number, 3 decimal places | m/s |", "| `band` | integer |  |")
        .contains("## Aggregated: `trips-minutes`\n\nWindow 1m, watermark 3m. Not all readings")
        .contains("## Aggregated: `trips-hours`\n\nWindow 1h every 10m, watermark 3m. Not all")
        .contains("## Aggregated: `trips-quarters`\n\nWindow 45s every 15s, watermark 3m.")
        .contains("| `band` | integer | group |")
        .contains("| `avg_pace` | number, 7 decimal places | `avg(pace)` |")
        .contains("| `spread` | number, 5 decimal places | `stddev(speed)` |")
        .contains("| `different_stops` | HyperLogLog sketch, base64 | `distinct(stops)` |")
        .contains("| `paces` | KLL sketch of doubles, base64 | `quantiles(pace)` |");
  }
}
