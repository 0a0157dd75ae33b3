package io.tidemark.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.druid.FailedTasks;
import io.tidemark.druid.FakeDruid;
import io.tidemark.druid.StuckSupervisor;
import io.tidemark.retry.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AttachTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  private static final String LEADER = "GET /druid/indexer/v1/isLeader";
  private static final String POST = "POST /druid/indexer/v1/supervisor";
  private static final String GET = "GET /druid/indexer/v1/supervisor/doors";
  private static final String HISTORY = GET + "/history";
  private static final String HEALTH = GET + "/health";
  private static final String STATUS = GET + "/status";
  private static final String SQL = "POST /druid/v2/sql";
  private static final String TASKS = "GET /druid/indexer/v1/tasks";

  private final List<String> lines = new ArrayList<>();
  @AutoClose private final FakeDruid druid = new FakeDruid();

  @Test
  void aMissingSupervisorIsCreated() {
    healthyDruid().on(GET, 404, "").on(GET, 200, "{}").on(HISTORY, 200, version("1"));
    supervise(LONG);
    assertThat(steps())
        .containsExactly(
            "Druid's Overlord: ready",
            "supervisor doors: created",
            "supervisor doors: healthy, RUNNING");
  }

  @Test
  void aSupervisorWithoutANewVersionIsUnchanged() {
    healthyDruid().on(GET, 200, "{}").on(HISTORY, 200, version("1"));
    supervise(LONG);
    assertThat(steps()).contains("supervisor doors: unchanged");
  }

  @Test
  void aSupervisorWithANewVersionIsUpdated() {
    healthyDruid().on(GET, 200, "{}").on(HISTORY, 200, version("1")).on(HISTORY, 200, version("2"));
    supervise(LONG);
    assertThat(steps()).contains("supervisor doors: updated");
  }

  @Test
  void aDruidWithoutTheExtensionIsToldWhatToDo() {
    druid.on(LEADER, 200, "{\"leader\":true}").on(GET, 404, "");
    druid.on(
        POST,
        400,
        "{\"error\":\"Cannot construct instance of `KafkaSupervisorIOConfig`, problem: Could not"
            + " resolve type id 'tidemark' as a subtype of"
            + " `org.apache.druid.data.input.InputFormat`: known type ids = [csv, json]\"}");
    assertThatThrownBy(() -> supervise(LONG))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Druid does not have the extension tidemark-druid-input-format")
        .hasMessageContaining("druid.extensions.loadList")
        .hasMessageNotContaining("\n");
    assertThat(druid.requestCount(POST)).isEqualTo(1);
  }

  @Test
  void unavailableServicesAreRetried() {
    druid.on(LEADER, 502, "<html><title>Error 502 Bad Gateway</title></html>");
    druid.on(LEADER, 503, "{\"error\":\"is your overlord running?\"}");
    druid.on(POST, 503, "").on(POST, 500, "");
    druid.on(HEALTH, 503, "{\"healthy\":false}");
    druid.on(STATUS, 200, status("UNABLE_TO_CONNECT_TO_STREAM"));
    druid.on(STATUS, 200, status("CONNECTING_TO_STREAM"));
    healthyDruid().on(GET, 404, "").on(GET, 200, "{}").on(HISTORY, 200, version("1"));
    supervise(LONG);
    assertThat(druid.requestCount(LEADER)).isEqualTo(3);
    assertThat(druid.requestCount(POST)).isEqualTo(3);
    assertThat(druid.requestCount(STATUS)).isEqualTo(3);
    assertThat(steps()).contains("supervisor doors: healthy, RUNNING");
  }

  @Test
  void aSpecThatDruidRejectsFailsAtOnceWithDruidsMessage() {
    druid.on(POST, 400, "{\"error\":\"Unknown granularity\"}").on(POST, 200, "{}");
    healthyDruid().on(GET, 404, "");
    assertThatThrownBy(() -> supervise(LONG))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("HTTP 400")
        .hasMessageContaining("Unknown granularity");
    assertThat(druid.requestCount(POST)).isEqualTo(1);
  }

  @Test
  void aSupervisorThatStaysUnhealthyFailsWithItsLastError() {
    druid.on(LEADER, 200, "{}").on(POST, 200, "{}").on(GET, 200, "{}");
    druid.on(HISTORY, 200, version("1")).on(HEALTH, 503, "{\"healthy\":false}");
    druid.on(
        STATUS,
        200,
        "{\"payload\":{\"detailedState\":\"UNHEALTHY_TASKS\",\"recentErrors\":["
            + "{\"message\":\"an older one\"},{\"message\":\"no space left\\nat line 1\"}]}}");
    assertThatThrownBy(() -> supervise(SHORT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("gave up after 200ms waiting for supervisor doors")
        .hasMessageContaining("UNHEALTHY_TASKS, last error: no space left; look at");
  }

  @Test
  void aSupervisorWhoseTasksReadIsHealthyAfterFailedTasks() {
    druid.on(LEADER, 200, "{}").on(POST, 200, "{}").on(GET, 200, "{}");
    druid.on(HISTORY, 200, version("1")).on(HEALTH, 503, "{\"healthy\":false}");
    String status = "{\"payload\":{\"detailedState\":\"UNHEALTHY_TASKS\",\"activeTasks\":[%s]}}";
    druid.on(STATUS, 200, status.formatted("{\"id\":\"a\",\"currentOffsets\":{}}"));
    druid.on(STATUS, 200, status.formatted("{\"id\":\"a\",\"currentOffsets\":{\"0\":5}}"));
    supervise(LONG);
    assertThat(steps()).contains("supervisor doors: healthy, RUNNING, after tasks that failed");
  }

  @Test
  void aDruidThatDoesNotAnswerIsReportedWithItsAddress() {
    URI address = druid.address();
    druid.close();
    assertThatThrownBy(() -> supervise(SHORT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(address.toString())
        .hasMessageContaining("--druid");
  }

  @Test
  void aServerThatIsNoRouterIsReportedWithTheSettingThatMayBeMissing() {
    assertThatThrownBy(() -> supervise(SHORT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("druid.router.managementProxy.enabled=true");
  }

  @Test
  void aDatasourceThatDoesNotExistYetHasNoRows() {
    healthyDruid().on(TASKS, 200, "[]");
    druid.on(
        SQL, 400, "{\"error\":\"druidException\",\"errorMessage\":\"Object 'doors' not found\"}");
    druid.on(SQL, 500, "{\"errorMessage\":\"There are no available brokers.\"}");
    druid.on(SQL, 200, "[[0]]").on(SQL, 200, "[[7]]");
    assertThat(rows(LONG)).isEqualTo(7);
    assertThat(druid.requestCount(SQL)).isEqualTo(4);
  }

  @Test
  void missingRowsAreReportedWithTheTasksThatWait() {
    healthyDruid().on(TASKS, 200, "[{},{}]").on(SQL, 200, "[[0]]");
    assertThatThrownBy(() -> rows(SHORT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no rows; supervisor RUNNING; 2 tasks wait for a free worker slot");
  }

  @Test
  void missingRowsAreReportedWithSegmentsThatAreNotUsed() {
    String datasources = "GET /druid/coordinator/v1/metadata/datasources";
    healthyDruid()
        .on(TASKS, 200, "[]")
        .on(SQL, 400, "{\"errorMessage\":\"Object 'doors' not found\"}");
    for (int looks = 0; looks < 100; looks++) {
      druid.on(datasources, 200, "[\"doors\"]").on(datasources, 200, "[]");
    }
    assertThatThrownBy(() -> rows(SHORT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no rows; supervisor RUNNING; it has segments that are not used: ")
        .hasMessageContaining("/druid/coordinator/v1/datasources/doors");
  }

  @Test
  void aResetIsExplainedBeforeItIsDone() {
    druid.on("POST /druid/indexer/v1/supervisor/doors/reset", 200, "{\"id\":\"doors\"}");
    String ahead = Attach.ahead(Map.of(0, 7L), Map.of(0, 3L));
    Attach.reset(new Supervisors(druid.client()), "doors", ahead, deadline(LONG), lines::add);
    assertThat(steps()).hasSize(2).last().isEqualTo("supervisor doors: reset");
    assertThat(lines.get(0))
        .isEqualTo(
            "supervisor doors: at offset 7 of partition 0, which ends at 3, so its topic was made"
                + " again; it begins at the beginning of the new one, and the rows of the old one"
                + " stay in Druid");
    assertThat(druid.requestCount("POST /druid/indexer/v1/supervisor/doors/reset")).isEqualTo(1);
  }

  @Test
  void theOffsetsOfASupervisorAreTheCurrentOrElseTheStartOffsetsOfItsTasks() {
    druid.on(
        STATUS,
        200,
        "{\"payload\":{\"activeTasks\":["
            + "{\"startingOffsets\":{\"0\":5,\"1\":7},\"currentOffsets\":{\"0\":9}},"
            + "{\"startingOffsets\":{\"2\":1}}]}}");
    assertThat(new Supervisors(druid.client()).work("doors").offsets())
        .isEqualTo(Map.of(0, 9L, 1, 7L, 2, 1L));
  }

  @Test
  void aSupervisorIsAheadOfItsTopicWhenItsOffsetIsPastTheEnd() {
    assertThat(Attach.ahead(Map.of(0, 5L, 1, 501L), Map.of(0, 5L, 1, 20L)))
        .isEqualTo("at offset 501 of partition 1, which ends at 20");
    assertThat(Attach.ahead(Map.of(3, 1L), Map.of(0, 5L)))
        .isEqualTo("at offset 1 of partition 3, which ends at 0");
    assertThat(Attach.ahead(Map.of(0, 5L), Map.of(0, 5L, 1, 20L))).isNull();
  }

  @Test
  void anErrorNamesTheOptionThatIsOutOfRange() {
    assertThatThrownBy(() -> new Attach.Settings(0, 1, 1, 1, false, LONG))
        .isInstanceOf(UsageError.class)
        .hasMessage("--partitions: expected 1 to 10000, found 0");
    assertThatThrownBy(() -> new Attach.Settings(1, -1, 1, 1, false, LONG))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--replication-factor: ");
    assertThatThrownBy(() -> new Attach.Settings(1, 1, 0, 1, false, LONG))
        .isInstanceOf(UsageError.class)
        .hasMessage("--task-count: expected 1 to 10000, found 0");
    assertThatThrownBy(() -> new Attach.Settings(1, 1, 1, 101, false, LONG))
        .isInstanceOf(UsageError.class)
        .hasMessage("--task-replicas: expected 1 to 100, found 101");
    assertThatThrownBy(() -> new Attach.Settings(1, 1, 1, 1, false, Duration.ZERO))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--timeout: ");
  }

  /** Adds the answers of a healthy Druid, after those that were set before. */
  private FakeDruid healthyDruid() {
    return druid
        .on(LEADER, 200, "{\"leader\":true}")
        .on(POST, 200, "{\"id\":\"doors\"}")
        .on(HEALTH, 200, "{\"healthy\":true}")
        .on(STATUS, 200, status("RUNNING"));
  }

  private void supervise(Duration limit) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.putObject("spec").putObject("dataSchema").put("dataSource", "doors");
    Supervisors supervisors = new Supervisors(druid.client());
    Deadline deadline = deadline(limit);
    Attach.handIn(supervisors, List.of(spec), deadline);
    druid.on(TASKS, 200, "[]");
    RepeatedFailures failures =
        new RepeatedFailures(
            new StuckSupervisor(null, null, druid.client()), new FailedTasks(druid.client()));
    Attach.awaitHealth(supervisors, List.of(spec), failures, deadline);
  }

  private long rows(Duration limit) {
    Supervisors supervisors = new Supervisors(druid.client());
    return deadline(limit).await("datasource doors", "advice", () -> supervisors.rows("doors"));
  }

  private Deadline deadline(Duration limit) {
    return new Deadline(limit, Duration.ofMillis(5), lines::add);
  }

  private List<String> steps() {
    return lines.stream().map(line -> line.replaceFirst(" \\([0-9.]+ s\\)$", "")).toList();
  }

  private static String version(String version) {
    return "[{\"version\":\"" + version + "\"},{\"version\":\"0\"}]";
  }

  private static String status(String state) {
    return "{\"payload\":{\"detailedState\":\"" + state + "\",\"recentErrors\":[]}}";
  }
}
