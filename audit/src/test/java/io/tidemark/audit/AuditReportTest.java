package io.tidemark.audit;

import static io.tidemark.audit.Looks.readings;
import static io.tidemark.audit.Looks.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AuditReportTest {
  @Test
  void isWrittenAsJsonInSnakeCase() throws IOException {
    AuditReport report = sent(10).druidRaw(readings(8)).malformed(1).duplicates(2).report();

    JsonNode json = new ObjectMapper().readTree(report.toJson());

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "stream",
            "holds",
            "verdict",
            "problems",
            "notes",
            "stations",
            "failed",
            "heartbeats",
            "malformed",
            "unreadable_rows",
            "duplicates",
            "windows");
    assertThat(json.get("stations").get(3))
        .hasToString("{\"station\":\"Druid raw\",\"readings\":8,\"rows\":1,\"difference\":-2}");
    assertThat(json.get("windows").get(0))
        .hasToString(
            "{\"window_start\":\"2026-01-01T00:00:00Z\",\"sent\":10,\"raw_topic\":10,"
                + "\"aggregated_topic\":10,\"druid_raw\":8,\"druid_aggregated\":10,"
                + "\"agrees\":false}");
    assertThat(json.get("malformed"))
        .hasToString(
            "{\"records\":1,\"samples\":[{\"partition\":2,\"offset\":17,"
                + "\"reason\":\"not a JSON object\"}]}");
    assertThat(json.get("duplicates").get("keys").get(0).asText())
        .isEqualTo("17|2026-01-01T00:00:00Z");
  }

  @Test
  void tellsProgressInOneShortLine() {
    AuditReport report = sent(36_000).aggregatedTopic(readings(35_800)).report();

    assertThat(report.progress())
        .isEqualTo(
            "raw topic 36,000 · aggregated 35,800 · Druid raw 36,000 · Druid aggregated 36,000"
                + " of 36,000");
  }
}
