package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidReader;
import io.tidemark.druid.FakeDruid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DruidChecksTest {
  private static final String LEADER = "GET /druid/indexer/v1/leader";
  private static final String WORKER =
      "{\"worker\":{\"host\":\"127.0.0.1:8091\",\"capacity\":%d,\"version\":\"%s\"},"
          + "\"currCapacityUsed\":%d}";

  @AutoClose private final FakeDruid druid = new FakeDruid();

  @Test
  void theRouterReportsItsVersionAndTheTime() {
    druid.on("GET /status", 200, "{\"version\":\"33.0.0\",\"modules\":[]}");

    assertCheck(router()).isFine().found("Druid 33.0.0 at " + druid.address());
    assertThat(probe().get("/status").date()).isPresent();
  }

  @Test
  void anotherServerIsNoDruid() {
    druid.on("GET /status", 200, "<html>hello</html>");

    assertCheck(router()).isTrouble("--druid").found("is no Druid (HTTP 200)");
  }

  @Test
  void aMissingRouterIsReportedAtOnce() {
    druid.close();

    assertThatThrownBy(() -> probe().get("/status"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "nothing answers at " + druid.address() + "/status (connection refused)")
        .hasMessageContaining("--druid");
  }

  @Test
  void anOverlordMustLead() {
    druid.only(LEADER, 200, "http://127.0.0.1:8090");
    assertCheck(overlord()).isFine().found("http://127.0.0.1:8090");

    druid.only(LEADER, 503, "{\"error\":\"no server\"}");
    assertCheck(overlord()).isTrouble("start Druid's coordinator").found("HTTP 503");
  }

  @Test
  void aRouterThatForwardsNothingIsReported() {
    assertCheck(overlord()).isTrouble("druid.router.managementProxy.enabled=true");
  }

  @Test
  void slotsOfItsOwnTasksCountAsFree() {
    assertCheck(slots(4, 2)).isFine().found("4 in all, 2 free, 2 used by this stream");
  }

  @Test
  void slotsOfOthersDoNot() {
    assertCheck(slots(4, 3)).isLook("druid.worker.capacity").found("1 free", "up to 4");
  }

  @Test
  void aMissingSupervisorWillNeedSlots() {
    JsonNode workers = json("[" + WORKER.formatted(8, "0", 5) + "]");

    assertCheck(DruidChecks.slots("slots", workers, List.of(Optional.empty(), Optional.empty())))
        .isLook("druid.worker.capacity")
        .found("3 free", "up to 4");
  }

  @Test
  void withoutAWorkerNoTaskCanRun() {
    assertCheck(DruidChecks.slots("slots", json("[]"), List.of())).isTrouble("indexer");
    assertCheck(DruidChecks.slots("slots", json("[" + WORKER.formatted(8, "", 0) + "]"), List.of()))
        .isTrouble("indexer");
  }

  @Test
  void segmentsThatAreNotLoadedAreReported() {
    List<String> both = List.of("raw", "aggregated");
    DruidReader reader = druid.client();

    assertCheck(DruidChecks.segments("segments", json("{\"raw\":0,\"other\":7}"), reader, both))
        .isFine()
        .found("raw: all published ones are loaded", "aggregated: none published yet");
    assertCheck(
            DruidChecks.segments("segments", json("{\"raw\":3,\"aggregated\":0}"), reader, both))
        .isLook("historical")
        .found("raw: 3 segments not loaded");
  }

  @Test
  void aDatasourceOfWhichNoSegmentIsUsedIsReported() {
    druid.on("GET /druid/coordinator/v1/metadata/datasources", 200, "[\"raw\"]");
    druid.on("GET /druid/coordinator/v1/metadata/datasources", 200, "[]");
    druid.on("POST /druid/v2/sql", 400, "{\"errorMessage\":\"Object 'raw' not found\"}");

    assertCheck(DruidChecks.segments("segments", json("{}"), druid.client(), List.of("raw")))
        .isLook("curl -X POST " + druid.address() + "/druid/coordinator/v1/datasources/raw")
        .found("raw: no segment is used, so no query has a row");
  }

  private Check router() {
    return DruidChecks.router("druid", druid.address(), probe().get("/status"));
  }

  private Check overlord() {
    return DruidChecks.overlord("overlord", probe().get("/druid/indexer/v1/leader"));
  }

  private DruidProbe probe() {
    return new DruidProbe(druid.client());
  }

  /** Two supervisors with one task each. */
  private static Check slots(int capacity, int used) {
    Optional<SupervisorState> one =
        Optional.of(
            new SupervisorState(
                "one", json("{\"activeTasks\":[{}]}"), json("{}"), Optional.empty(), 1));
    return DruidChecks.slots(
        "slots", json("[" + WORKER.formatted(capacity, "0", used) + "]"), List.of(one, one));
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
