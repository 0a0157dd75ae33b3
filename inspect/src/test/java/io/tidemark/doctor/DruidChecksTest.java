package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DruidChecksTest {
  private static final String LEADER = "/druid/indexer/v1/leader";
  private static final String WORKER =
      "{\"worker\":{\"host\":\"127.0.0.1:8091\",\"capacity\":%d,\"version\":\"%s\"},"
          + "\"currCapacityUsed\":%d}";

  private FakeRouter router;

  @BeforeEach
  void start() throws IOException {
    router = new FakeRouter();
  }

  @AfterEach
  void stop() {
    router.close();
  }

  @Test
  void theRouterTellsItsVersionAndTheTime() {
    router.on("/status", 200, "{\"version\":\"33.0.0\",\"modules\":[]}");

    assertCheck(router()).isFine().found("Druid 33.0.0 at " + router.address());
    assertThat(asked("/status").date()).isPresent();
  }

  @Test
  void anotherServerIsNoDruid() {
    router.on("/status", 200, "<html>hello</html>");

    assertCheck(router()).isTrouble("--druid").found("is no Druid (HTTP 200)");
  }

  @Test
  void nobodyAnswersIsToldAtOnce() {
    assertThatThrownBy(() -> new DruidProbe(URI.create("http://127.0.0.1:1")).get("/status"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nobody answers at http://127.0.0.1:1/status")
        .hasMessageContaining("--druid");
  }

  @Test
  void anOverlordMustLead() {
    router.on(LEADER, 200, "http://127.0.0.1:8090");
    assertCheck(overlord()).isFine().found("http://127.0.0.1:8090");

    router.on(LEADER, 503, "{\"error\":\"no server\"}");
    assertCheck(overlord()).isTrouble("start Druid's coordinator").found("HTTP 503");
  }

  @Test
  void aRouterThatPassesNothingOnIsTold() {
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
  void aSupervisorThatIsMissingWillNeedRoom() {
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
  void segmentsThatAreNotLoadedAreTold() {
    List<String> both = List.of("raw", "aggregated");

    assertCheck(DruidChecks.segments("segments", json("{\"raw\":0,\"other\":7}"), both))
        .isFine()
        .found("raw: all published ones are loaded", "aggregated: none published yet");
    assertCheck(DruidChecks.segments("segments", json("{\"raw\":3,\"aggregated\":0}"), both))
        .isLook("historical")
        .found("raw: 3 segments not loaded");
  }

  private Check router() {
    return DruidChecks.router("druid", router.address(), asked("/status"));
  }

  private Check overlord() {
    return DruidChecks.overlord("overlord", asked(LEADER));
  }

  private DruidProbe.Answer asked(String path) {
    return new DruidProbe(router.address()).get(path);
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
