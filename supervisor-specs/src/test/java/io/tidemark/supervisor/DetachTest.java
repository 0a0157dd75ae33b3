package io.tidemark.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.druid.FakeDruid;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DetachTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final StreamDefinition STREAM =
      DefinitionReader.read(Path.of("../streams/sensor-data.yaml"));
  private static final String RAW = STREAM.raw().topic();
  private static final String WINDOWS = STREAM.aggregated().topic();

  private static final String INDEXER = " /druid/indexer/v1/";
  private static final String TASKS = "GET" + INDEXER + "tasks";
  private static final String POST = "POST" + INDEXER + "supervisor";

  private final List<String> lines = new ArrayList<>();
  private final Properties kafka = new Properties();
  @AutoClose private final FakeDruid druid = new FakeDruid();

  @BeforeEach
  void setUp() {
    kafka.setProperty("bootstrap.servers", "kafka:19092");
    druid.on(TASKS, 200, "[]");
  }

  @Test
  void everySupervisorIsSuspendedUntilItsTasksHaveEndedAndThenTerminated() {
    runs(RAW).runs(WINDOWS);
    druid.only(TASKS, 200, "[{}]").on(TASKS, 200, "[]");
    assertThat(detach(LONG)).isTrue();
    assertThat(steps())
        .containsExactly(
            "supervisor " + RAW + ": suspended",
            "supervisor " + WINDOWS + ": suspended",
            "supervisor " + RAW + ": its tasks have ended and hold no worker slot",
            "supervisor " + WINDOWS + ": its tasks have ended and hold no worker slot",
            "supervisor " + RAW + ": terminated",
            "supervisor " + WINDOWS + ": terminated");
    assertThat(druid.requestCount(TASKS)).isGreaterThan(8);
    assertThat(druid.requestCount("POST" + INDEXER + "supervisor/" + RAW + "/reset")).isZero();
  }

  @Test
  void thereIsNothingToDoWithoutSupervisors() {
    assertThat(detach(LONG)).isFalse();
    assertThat(steps())
        .containsExactly(
            "supervisor " + RAW + ": there is none", "supervisor " + WINDOWS + ": there is none");
  }

  @Test
  void tasksThatStillPublishAreAwaitedAlsoWithoutTheirSupervisor() {
    druid.only(TASKS, 200, "[{}]");
    assertThatThrownBy(() -> detach(Duration.ofMillis(50)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("2 of its tasks still publish");
  }

  @Test
  void dropDiscardsTheOffsetsBeforeItTerminatesAndMarksTheSegmentsLast() {
    runs(RAW).runs(WINDOWS);
    assertThat(drop()).isTrue();
    assertThat(steps())
        .containsExactly(
            "supervisor " + RAW + ": suspended",
            "supervisor " + WINDOWS + ": suspended",
            "supervisor " + RAW + ": its tasks have ended and hold no worker slot",
            "supervisor " + WINDOWS + ": its tasks have ended and hold no worker slot",
            "supervisor " + RAW + ": its offsets are discarded",
            "supervisor " + WINDOWS + ": its offsets are discarded",
            "supervisor " + RAW + ": terminated",
            "supervisor " + WINDOWS + ": terminated",
            "datasource " + RAW + ": 3 segments marked as unused",
            "datasource " + WINDOWS + ": 3 segments marked as unused");
    assertThat(druid.requestCount(POST)).isZero();
  }

  @Test
  void aSupervisorThatWasTerminatedIsSubmittedSuspendedToDiscardItsOffsets() {
    wasTerminated(RAW, 0).wasTerminated(WINDOWS, 0);
    assertThat(drop()).isFalse();
    assertThat(druid.bodies(POST))
        .hasSize(2)
        .allSatisfy(spec -> assertThat(spec).contains("\"suspended\":true"));
    assertThat(druid.requestCount("POST" + INDEXER + "supervisor/" + RAW + "/reset")).isEqualTo(1);
    assertThat(druid.requestCount(terminate(RAW))).isEqualTo(1);
  }

  @Test
  void aStreamThatWasNeverAttachedHasNothingToDrop() {
    for (String datasource : STREAM.datasources()) {
      druid.on("DELETE" + INDEXER + "datasources/" + datasource, 200, "{\"numChangedSegments\":0}");
    }
    assertThat(drop()).isFalse();
    assertThat(druid.requestCount(POST)).isZero();
  }

  private DetachTest runs(String id) {
    String path = INDEXER + "supervisor/" + id;
    druid.on("GET" + path, 200, "{\"type\":\"kafka\"}").on("GET" + path, 404, "");
    druid.on("GET" + path + "/status", 200, "{\"payload\":{\"suspended\":false}}");
    druid.on("POST" + path + "/suspend", 200, "{}");
    return known(id, 3);
  }

  private DetachTest wasTerminated(String id, int segments) {
    druid.on(POST, 200, "{}");
    return known(id, segments);
  }

  private DetachTest known(String id, int segments) {
    String path = INDEXER + "supervisor/" + id;
    druid.on("GET" + path + "/history", 200, "[{\"version\":\"1\"}]");
    druid.on("POST" + path + "/reset", 200, "{}").on(terminate(id), 200, "{}");
    druid.on(
        "DELETE" + INDEXER + "datasources/" + id, 200, "{\"numChangedSegments\":" + segments + "}");
    return this;
  }

  private static String terminate(String id) {
    return "POST" + INDEXER + "supervisor/" + id + "/terminate";
  }

  private boolean detach(Duration limit) {
    return Detach.detach(STREAM, druid.client(), limit, lines::add);
  }

  private boolean drop() {
    return Detach.drop(STREAM, kafka, druid.client(), LONG, lines::add);
  }

  private List<String> steps() {
    return lines.stream().map(line -> line.replaceFirst(" \\([0-9.]+ s\\)$", "")).toList();
  }
}
