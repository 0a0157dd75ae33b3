package io.tidemark.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.druid.FakeDruid;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The record is at offset 17 of partition 2. */
class SkipTest {
  private static final StreamDefinition STREAM =
      DefinitionReader.read(Path.of("../streams/sensor-data.yaml"));
  private static final String RAW = STREAM.raw().topic();

  private static final String INDEXER = " /druid/indexer/v1/";
  private static final String SUPERVISOR = INDEXER + "supervisor/" + RAW;
  private static final String STATUS = "GET" + SUPERVISOR + "/status";
  private static final String SUSPEND = "POST" + SUPERVISOR + "/suspend";
  private static final String RESUME = "POST" + SUPERVISOR + "/resume";
  private static final String RESET = "POST" + SUPERVISOR + "/resetOffsets";
  private static final String TASK = "POST" + INDEXER + "task";

  private final List<String> lines = new ArrayList<>();
  private final List<DeadLetter> letters = new ArrayList<>();
  @AutoClose private final FakeDruid druid = new FakeDruid();

  @BeforeEach
  void setUp() {
    druid.on(
        "GET" + SUPERVISOR,
        200,
        "{\"type\":\"kafka\",\"context\":{\"useConcurrentLocks\":true},\"spec\":{"
            + "\"dataSchema\":{\"dataSource\":\"x\"},\"tuningConfig\":{\"type\":\"kafka\"},"
            + "\"ioConfig\":{\"consumerProperties\":{\"a\":\"b\"},\"pollTimeout\":100,"
            + "\"inputFormat\":{\"type\":\"json\"}}}}");
    druid.on("GET" + INDEXER + "tasks", 200, "[]");
    druid.on(SUSPEND, 200, "{}").on(RESUME, 200, "{}").on(RESET, 200, "{}");
    druid.on(TASK, 200, "{}");
  }

  @Test
  void theSupervisorIsMovedToTheNextOffsetWhileItIsSuspended() throws IOException {
    druid.on(STATUS, 200, reading(17)).on(STATUS, 200, suspendedAt(17));
    druid.on(STATUS, 200, suspendedAt(18));
    skip(false);
    assertThat(json(druid.bodies(RESET).get(0)))
        .isEqualTo(
            json(
                "{\"type\":\"kafka\",\"partitions\":{\"type\":\"end\",\"stream\":\""
                    + RAW
                    + "\",\"partitionSequenceNumberMap\":{\"2\":18}}}"));
    assertThat(druid.requestCount(SUSPEND)).isEqualTo(1);
    assertThat(druid.requestCount(RESUME)).isEqualTo(1);
    assertThat(druid.requestCount(TASK)).isZero();
    assertThat(lines.get(0)).isEqualTo("record " + RAW + "-2-17: key k, value {bad (4 bytes)");
  }

  @Test
  void theDeadLetterNamesTheDatasourceAndHasTheTimestampOfTheRecord() {
    druid.on(STATUS, 200, reading(17)).on(STATUS, 200, suspendedAt(17));
    druid.on(STATUS, 200, suspendedAt(18));
    skip(false);
    assertThat(letters)
        .singleElement()
        .satisfies(letter -> assertThat(letter.datasource()).isEqualTo(RAW))
        .satisfies(letter -> assertThat(letter.reason()).isEqualTo("skipped in Druid " + RAW))
        .satisfies(letter -> assertThat(letter.offset()).isEqualTo(17))
        .satisfies(letter -> assertThat(letter.timestamp()).isEqualTo(1_767_225_600_000L));
  }

  @Test
  void recordsThatOnlyFailedTasksHadReadArePublishedFirst() throws IOException {
    druid.on(STATUS, 200, reading(12)).on(STATUS, 200, suspendedAt(12));
    druid.on(STATUS, 200, suspendedAt(17)).on(STATUS, 200, suspendedAt(18));
    answerTasks("SUCCESS");
    skip(false);
    JsonNode io = json(druid.bodies(TASK).get(0)).path("ioConfig");
    assertThat(io.at("/startSequenceNumbers/partitionSequenceNumberMap/2").asLong()).isEqualTo(12);
    assertThat(io.at("/endSequenceNumbers/partitionSequenceNumberMap/2").asLong()).isEqualTo(17);
    assertThat(io.path("useTransaction").asBoolean()).isTrue();
    assertThat(druid.requestCount(RESET)).isEqualTo(1);
  }

  /** Druid calls a task successful that its suspended supervisor has ended early. */
  @Test
  void onlyTheCommittedOffsetShowsWhatATaskHasPublished() throws IOException {
    druid.on(STATUS, 200, reading(12)).on(STATUS, 200, suspendedAt(12));
    druid.on(STATUS, 200, suspendedAt(12)).on(STATUS, 200, suspendedAt(14));
    druid.on(STATUS, 200, suspendedAt(15)).on(STATUS, 200, suspendedAt(17));
    druid.on(STATUS, 200, suspendedAt(18));
    answerTasks("SUCCESS");
    skip(false);
    List<String> reads = new ArrayList<>();
    for (String task : druid.bodies(TASK)) {
      JsonNode io = json(task).path("ioConfig");
      reads.add(
          io.at("/startSequenceNumbers/partitionSequenceNumberMap/2").asLong()
              + " to "
              + io.at("/endSequenceNumbers/partitionSequenceNumberMap/2").asLong());
    }
    assertThat(reads).containsExactly("12 to 17", "12 to 14", "14 to 16", "15 to 17");
    assertThat(druid.requestCount(RESET)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Killing task for graceful shutdown",
        "An exception occurred while waiting for task [a] to pause: [HttpResponseException]",
        "Task [a] failed to return start time, killing task"
      })
  void aTaskThatTheSupervisorStopsIsSentAgain(String message) throws IOException {
    druid.on(STATUS, 200, reading(12)).on(STATUS, 200, suspendedAt(12));
    druid.on(STATUS, 200, suspendedAt(12)).on(STATUS, 200, suspendedAt(17));
    druid.on(STATUS, 200, suspendedAt(18));
    answerTasks("FAILED", message);
    skip(false);
    assertThat(druid.bodies(TASK)).hasSize(2);
    assertThat(druid.requestCount(RESET)).isEqualTo(1);
  }

  @Test
  void theSupervisorIsNotMovedWhenNoTaskPublishesAnything() {
    druid.on(STATUS, 200, reading(12)).on(STATUS, 200, suspendedAt(12));
    answerTasks("SUCCESS");
    assertThatThrownBy(() -> skip(false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Druid has ended each task");
    assertThat(druid.requestCount(RESET)).isZero();
    assertThat(druid.requestCount(RESUME)).isEqualTo(1);
    assertThat(letters).isEmpty();
  }

  @Test
  void theSupervisorIsNotMovedWhenTheyCannotBePublished() {
    druid.on(STATUS, 200, reading(12)).on(STATUS, 200, suspendedAt(12));
    answerTasks("FAILED");
    assertThatThrownBy(() -> skip(false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("from 12 to 16 would be lost")
        .hasMessageContaining("StackOverflowError");
    assertThat(druid.requestCount(RESET)).isZero();
    assertThat(druid.requestCount(RESUME)).isEqualTo(1);
    assertThat(letters).isEmpty();
  }

  @Test
  void deletedRecordsBeforeTheOffsetAreNotRead() {
    druid.on(STATUS, 200, reading(12)).on(STATUS, 200, suspendedAt(0));
    druid.on(STATUS, 200, suspendedAt(18));
    skip(record(17), false);
    assertThat(druid.requestCount(TASK)).isZero();
    assertThat(druid.requestCount(RESET)).isEqualTo(1);
  }

  @Test
  void aSupervisorThatIsPastTheRecordIsLeftAlone() {
    druid.on(STATUS, 200, reading(18));
    assertThatThrownBy(() -> skip(false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nothing to skip: the supervisor " + RAW + " is past")
        .hasMessageContaining("at offset 18");
    assertThat(druid.requestCount(SUSPEND)).isZero();
  }

  @Test
  void aSupervisorWhoseTasksPublishTheRecordMeanwhileGoesOn() {
    druid.on(STATUS, 200, reading(12)).on(STATUS, 200, suspendedAt(40));
    assertThatThrownBy(() -> skip(false)).hasMessageContaining("at offset 40");
    assertThat(druid.requestCount(RESET)).isZero();
    assertThat(druid.requestCount(RESUME)).isEqualTo(1);
  }

  @Test
  void aSupervisorThatWasSuspendedStaysSuspended() {
    druid.on(STATUS, 200, suspendedAt(17)).on(STATUS, 200, suspendedAt(17));
    druid.on(STATUS, 200, suspendedAt(18));
    skip(false);
    assertThat(druid.requestCount(RESET)).isEqualTo(1);
    assertThat(druid.requestCount(SUSPEND)).isZero();
    assertThat(druid.requestCount(RESUME)).isZero();
  }

  @Test
  void aDryRunChangesNothing() {
    druid.on(STATUS, 200, reading(12));
    skip(true);
    assertThat(lines)
        .last()
        .asString()
        .contains("would publish the offsets 12 to 16", "move the supervisor to offset 18");
    assertThat(druid.requestCount(SUSPEND)).isZero();
    assertThat(letters).isEmpty();
  }

  private void skip(boolean dryRun) {
    skip(record(0), dryRun);
  }

  private void skip(TopicRecord record, boolean dryRun) {
    new Skip(STREAM, new Properties(), druid.client(), Duration.ofSeconds(30), lines::add)
        .skip(record, dryRun, letters::add);
  }

  private static TopicRecord record(long begin) {
    return new TopicRecord(
        RAW, 2, 17, begin, 1_767_225_600_000L, "k".getBytes(UTF_8), "{bad".getBytes(UTF_8));
  }

  /** The task's id is in its body; the fake answers for every id of this test. */
  private void answerTasks(String status) {
    answerTasks(status, "java.lang.StackOverflowError\\n at");
  }

  private void answerTasks(String status, String error) {
    druid.onAny(
        "GET" + INDEXER + "task/",
        200,
        "{\"status\":{\"statusCode\":\"" + status + "\",\"errorMsg\":\"" + error + "\"}}");
  }

  private static String reading(long from) {
    return "{\"payload\":{\"suspended\":false,\"activeTasks\":[{\"id\":\"t\",\"startingOffsets\":"
        + "{\"2\":%d},\"currentOffsets\":{\"2\":%d}}]}}".formatted(from, from);
  }

  private static String suspendedAt(long committed) {
    return "{\"payload\":{\"suspended\":true,\"latestOffsets\":{\"2\":100},\"minimumLag\":{\"2\":%d}}}"
        .formatted(100 - committed);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
