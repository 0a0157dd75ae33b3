package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.audit.station.PipelineSnapshot;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditJsonTest {
  @Test
  void isWrittenAsJsonInSnakeCase() throws IOException {
    AuditReport report = sent(10).druidRaw(readings(8)).withoutLetter(1).doubleRows(2).report();

    JsonNode json = new ObjectMapper().readTree(AuditJson.of(List.of(report)));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "stream",
            "topic",
            "holds",
            "verdict",
            "problems",
            "notes",
            "sent",
            "aggregated",
            "late",
            "open",
            "backfilled",
            "dead",
            "duplicates",
            "filtered",
            "windows_per_reading",
            "stations",
            "failed",
            "heartbeats",
            "heartbeats_sent",
            "without_dead_letter",
            "unreadable_rows",
            "double_rows",
            "druid_double_rows",
            "dead_letters",
            "partitions",
            "lateness",
            "ingestion",
            "windows");
    assertThat(json.get("stations").get(3))
        .hasToString(
            "{\"station\":\"Druid raw\",\"readings\":8,\"rows\":1,\"late\":null,"
                + "\"open\":null,\"dead\":null,\"difference\":-2}");
    assertThat(json.get("windows").get(0))
        .hasToString(
            "{\"window_start\":\"2026-01-01T00:00:00Z\",\"sent\":10,\"raw_topic\":10,"
                + "\"aggregated_topic\":10,\"late\":0,\"behind\":0,\"open\":0,\"druid_raw\":8,"
                + "\"uncounted\":0,\"skipped\":0,\"druid_aggregated\":10,\"late_open\":0,"
                + "\"agrees\":false}");
    assertThat(json.get("partitions").get(0))
        .hasToString(
            "{\"partition\":0,\"first_offset\":0,\"last_offset\":14,\"sent\":11,"
                + "\"readings\":11,\"heartbeats\":4,\"dead\":1,\"agrees\":true}");
    assertThat(json.get("lateness").fieldNames())
        .toIterable()
        .containsExactly(
            "out_of_order",
            "p50_ms",
            "p99_ms",
            "p99_9_ms",
            "max_ms",
            "watermark",
            "watermark_for_99_9_percent");
    assertThat(json.get("without_dead_letter"))
        .hasToString(
            "{\"records\":1,\"samples\":[{\"partition\":2,\"offset\":17,"
                + "\"reason\":\"not a JSON object\"}]}");
    assertThat(json.get("dead_letters")).hasToString("{\"percent\":9.1,\"reasons\":[]}");
    assertThat(json.get("double_rows").get("keys").get(0).asText())
        .isEqualTo("17|2026-01-01T00:00:00Z");
  }

  @Test
  void tellsWhatWasTakenFromAnEarlierAudit() throws IOException {
    AuditReport report =
        sent(3, 4)
            .settled(new PipelineSnapshot.Settled("2026-01-02T00:00:00Z", 1, 3, 4, 1))
            .report();

    assertThat(new ObjectMapper().readTree(AuditJson.of(List.of(report))).get("settled"))
        .hasToString(
            "{\"audit\":\"2026-01-02T00:00:00Z\",\"windows\":1,\"readings\":3,"
                + "\"raw_records_read\":4,\"rows_read\":1}");
    assertThat(report.outcome().notes())
        .contains(
            "the audit of 2026-01-02T00:00:00Z had settled 1 window with 3 readings: the topics are"
                + " read on from there, and 4 raw records and 1 row have come since;"
                + " --from-beginning reads all");
  }

  @Test
  void hasTheReasonsOfDeadLettersWithTheFirstRecordOfEach() throws IOException {
    AuditReport report = sent(3).deadBecause(1, "temp: missing").report();

    assertThat(new ObjectMapper().readTree(AuditJson.of(List.of(report))).get("dead_letters"))
        .hasToString(
            "{\"percent\":25.0,\"reasons\":[{\"reason\":\"temp: missing\",\"records\":1,"
                + "\"partition\":0,\"offset\":7,\"value\":\"{}\"}]}");
  }

  @Test
  void tellsProgressInOneShortLine() {
    AuditReport report = sent(36_000).aggregatedTopic(readings(35_800)).report();

    assertThat(report.outcome().progress())
        .isEqualTo(
            "raw topic 36,000 · aggregated 35,800 · Druid raw 36,000 · Druid aggregated 36,000"
                + " of 36,000");
  }
}
