package io.tidemark.audit.druid;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.station.Ingestion;
import io.tidemark.druid.FakeDruid;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SupervisorReportsTest {
  private static final String PATH = "GET /druid/indexer/v1/supervisor/";

  @AutoClose private final FakeDruid druid = new FakeDruid();

  @Test
  void addsUpWhatTheTasksHaveCounted() {
    druid.on(
        PATH + "sensors-raw/stats",
        200,
        """
        {"0": {"task_a": {"movingAverages": {"buildSegments": {"5m": {"processed": 9.5}}},
                          "totals": {"buildSegments": {"processed": 10, "processedBytes": 800,
                            "processedWithError": 1, "thrownAway": 2, "unparseable": 3}}}},
         "1": {"task_b": {"totals": {"buildSegments": {"processed": 5, "processedBytes": 400,
                            "processedWithError": 0, "thrownAway": 1, "unparseable": 0}}}}}
        """);
    druid.on(
        PATH + "sensors-raw/parseErrors",
        200,
        """
        [{"input": "{", "errorType": "parseException", "details": ["Unable to parse row\\nat"],
          "timeOfExceptionMillis": 1}]
        """);

    assertThat(supervisors().ingestion("sensors-raw"))
        .contains(new Ingestion("sensors-raw", 15, 1, 3, 3, List.of("Unable to parse row")));
  }

  @Test
  void theLagEndsAtTheLastRecordAndNotAtTheMarkerOfATransaction() {
    druid.on(
        PATH + "sensors-aggregated/status",
        200,
        """
        {"payload": {"healthy": true, "aggregateLag": 7, "latestOffsets": {"0": 101, "1": 51},
                     "minimumLag": {"0": 6, "1": 1}}}
        """);
    assertThat(supervisors().state("sensors-aggregated", Map.of(0, 100L, 1, 50L)))
        .contains(new SupervisorStatus(true, OptionalLong.of(5)));
    assertThat(supervisors().state("sensors-aggregated", Map.of(1, 50L)))
        .contains(new SupervisorStatus(true, OptionalLong.of(0)));
  }

  @Test
  void whatCameSinceTheSupervisorHasAskedIsNoLag() {
    druid.on(
        PATH + "sensors-raw/status",
        200,
        """
        {"payload": {"healthy": true, "latestOffsets": {"0": 101}, "minimumLag": {"0": 6}}}
        """);
    assertThat(supervisors().state("sensors-raw", Map.of(0, 5_000L)))
        .contains(new SupervisorStatus(true, OptionalLong.of(6)));
  }

  @Test
  void theLagIsNotKnownBeforeTheSupervisorHasAskedForTheEnds() {
    druid.on(
        PATH + "sensors-raw/status",
        200,
        "{\"payload\":{\"healthy\":false,\"latestOffsets\":null,\"minimumLag\":{}}}");
    assertThat(supervisors().state("sensors-raw", Map.of(0, 100L)))
        .contains(new SupervisorStatus(false, OptionalLong.empty()));
  }

  @Test
  void saysNothingOfASupervisorThatIsNotThere() {
    assertThat(supervisors().ingestion("sensors-raw")).isEmpty();
    assertThat(supervisors().state("sensors-raw", Map.of())).isEmpty();
    druid.on(PATH + "sensors-raw/stats", 200, "<html>");
    assertThat(supervisors().ingestion("sensors-raw")).isEmpty();
    SupervisorReports gone = supervisors();
    druid.close();
    assertThat(gone.state("sensors-raw", Map.of())).isEmpty();
  }

  private SupervisorReports supervisors() {
    return new SupervisorReports(druid.client());
  }
}
