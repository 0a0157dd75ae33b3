package io.tidemark.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.backfill.Segments.Part;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import io.tidemark.druid.FakeDruid;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.retry.Deadline;
import io.tidemark.supervisor.Supervisors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WindowReplacementTest {
  private static final StreamDefinition DEFINITION =
      DefinitionReader.read(Path.of("../streams/sensor-data.yaml"));
  private static final String ID = "sensor-data-aggregated";
  private static final String SUPERVISOR = "/druid/indexer/v1/supervisor/" + ID;
  private static final String STATUS = "GET " + SUPERVISOR + "/status";
  private static final String HANDOFF = "POST " + SUPERVISOR + "/taskGroups/handoff";
  private static final TimeInterval DAY =
      TimeInterval.parse("2026-03-10T00:00:00Z/2026-03-11T00:00:00Z");

  private final List<String> lines = new ArrayList<>();
  @AutoClose private final FakeDruid druid = new FakeDruid();

  @Test
  void aSuspendedSupervisorPreventsAReplacement() {
    druid.on("GET /druid/indexer/v1/isLeader", 200, "{}");
    druid.on("GET " + SUPERVISOR, 200, "{\"suspended\":true}");
    assertThatThrownBy(() -> replacement().check())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is suspended")
        .hasMessageContaining("resume it first");
  }

  @Test
  void aSupervisorWithoutConcurrentLocksPreventsAReplacement() {
    druid.on("GET /druid/indexer/v1/isLeader", 200, "{}");
    druid.on("GET " + SUPERVISOR, 200, "{\"suspended\":false}");
    assertThatThrownBy(() -> replacement().check())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("'./tidemark attach'");
  }

  @Test
  void withoutASupervisorAReplacementIsPossible() {
    druid.on("GET /druid/indexer/v1/isLeader", 200, "{}");
    replacement().check();
    assertThat(lines).isEmpty();
  }

  @Test
  void theReadingTasksPublishAndNewTasksContinue() {
    druid.on(STATUS, 200, work("old", 5)).on(HANDOFF, 200, "");
    druid.on(STATUS, 200, work("old", 5)).on(STATUS, 200, work("new", 9));
    task("old", "RUNNING").on(status("old"), 200, state("SUCCESS"));
    handOff(Map.of(0, 9L));
    assertThat(druid.requestCount(HANDOFF)).isEqualTo(1);
    assertThat(druid.requestCount(status("old"))).isEqualTo(2);
  }

  @Test
  void tasksThatLagPublishAgain() {
    druid.on(STATUS, 200, work("a", 5)).on(HANDOFF, 200, "");
    druid.on(STATUS, 200, work("b", 7)).on(STATUS, 200, work("b", 9));
    druid.on(STATUS, 200, work("b", 9)).on(STATUS, 200, work("c", 9));
    task("a", "SUCCESS");
    task("b", "SUCCESS");
    handOff(Map.of(0, 9L));
    assertThat(druid.requestCount(HANDOFF)).isEqualTo(2);
  }

  @Test
  void aTaskThatCannotPublishIsReported() {
    druid.on(STATUS, 200, work("old", 5)).on(HANDOFF, 200, "").on(STATUS, 200, work("new", 9));
    druid.on(
        status("old"), 200, "{\"status\":{\"statusCode\":\"FAILED\",\"errorMsg\":\"no space\"}}");
    assertThatThrownBy(() -> handOff(Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the task old could not publish what it has read: no space");
  }

  @Test
  void theTaskReplacesWholeDaysWithTheFilesAndThePartsOfSegmentsThatStay() {
    JsonNode spec =
        spec(Map.of("__time", "TIMESTAMP"), List.of(new Part("a", List.of(DAY)))).path("spec");
    assertThat(spec.at("/dataSchema/granularitySpec/intervals/0").asText())
        .isEqualTo(DAY.toString());
    assertThat(spec.at("/ioConfig/appendToExisting").asBoolean(true)).isFalse();
    JsonNode sources = spec.at("/ioConfig/inputSource/delegates");
    assertThat(sources.path(0).toString())
        .isEqualTo("{\"type\":\"local\",\"baseDir\":\"/rows\",\"filter\":\"part-*.json\"}");
    assertThat(sources.path(1).path("segments").toString())
        .isEqualTo("[{\"segmentId\":\"a\",\"intervals\":[\"" + DAY + "\"]}]");
    assertThat(spec.at("/tuningConfig/maxParseExceptions").asInt(-1)).isZero();
  }

  @Test
  void columnsOfAnEarlierDefinitionStay() {
    JsonNode dimensions =
        spec(Map.of("__time", "TIMESTAMP", "entity", "BIGINT", "old_sum", "DOUBLE"), List.of())
            .at("/spec/dataSchema/dimensionsSpec/dimensions");
    assertThat(dimensions.path(dimensions.size() - 1).toString())
        .isEqualTo("{\"type\":\"double\",\"name\":\"old_sum\"}");
    assertThatThrownBy(() -> spec(Map.of("sketch", "COMPLEX<HLLSketch>"), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("sketch")
        .hasMessageContaining("nothing is replaced");
  }

  @Test
  void aTaskThatWasSubmittedIsNotSubmittedAgain() {
    druid.on("POST /druid/indexer/v1/task", 400, "{\"error\":\"Task[x] already exists!\"}");
    new IndexTasks(druid.client()).submit(JsonNodeFactory.instance.objectNode());
    assertThat(druid.requestCount("POST /druid/indexer/v1/task")).isEqualTo(1);
  }

  @Test
  void aTaskThatIsClosedBeforeItHasEndedIsShutDown() {
    String shutdown = "POST /druid/indexer/v1/task/x/shutdown";
    druid.on(shutdown, 200, "{}");
    IndexTasks tasks = new IndexTasks(druid.client());
    try (RunningTask left = new RunningTask(tasks, "x", lines::add)) {
      assertThat(left).isNotNull();
    }
    try (RunningTask done = new RunningTask(tasks, "x", lines::add)) {
      done.ended();
    }
    assertThat(druid.requestCount(shutdown)).isEqualTo(1);
    assertThat(lines).containsExactly("task x: shut down");
  }

  private WindowReplacement replacement() {
    return new WindowReplacement(DEFINITION, druid.client(), Duration.ofSeconds(5), lines::add);
  }

  private static ObjectNode spec(Map<String, String> columns, List<Part> staying) {
    return ReplaceTaskSpec.spec(
        "x", WindowReplacement.target(DEFINITION), DAY, Path.of("/rows"), staying, columns);
  }

  private void handOff(Map<Integer, Long> offsets) {
    DruidClient client = druid.client();
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.withObject("/spec/ioConfig").put("taskCount", 1);
    Deadline deadline = new Deadline(Duration.ofSeconds(5), Duration.ofMillis(5), lines::add);
    new SupervisorHandoff(new Supervisors(client), new IndexTasks(client), deadline)
        .upTo(ID, spec, offsets);
  }

  private FakeDruid task(String id, String state) {
    return druid.on(status(id), 200, state(state));
  }

  private static String status(String task) {
    return "GET /druid/indexer/v1/task/" + task + "/status";
  }

  private static String state(String state) {
    return "{\"status\":{\"statusCode\":\"" + state + "\"}}";
  }

  private static String work(String task, long offset) {
    return "{\"payload\":{\"activeTasks\":[{\"id\":\"%s\",\"startingOffsets\":{\"0\":%d}}]}}"
        .formatted(task, offset);
  }
}
