package io.tidemark.druid;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.druid.FailedTasks.Failure;
import io.tidemark.druid.StuckSupervisor.Search;
import io.tidemark.druid.StuckSupervisor.Suspect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The partition has the rows r, the heartbeats h and the flawed records x. */
class StuckSupervisorTest {
  private static final String INDEXER = "GET /druid/indexer/v1/";
  private static final String TASKS = INDEXER + "tasks";

  @AutoClose private final FakeDruid druid = new FakeDruid();

  @Test
  void theFlawedRecordAfterTheLastRowIsSuspected() {
    Search search = search("xrrhxr", 2);
    assertThat(search.flawed()).containsExactly(new Suspect(0, 4, "flawed"));
  }

  @Test
  void withoutAFlawedRecordItIsTheNextRow() {
    Search search = search("xrrhrr", 2);
    assertThat(search.flawed()).isEmpty();
    assertThat(search.next()).isEqualTo(new Suspect(0, 4, null));
  }

  @Test
  void thereIsNoSuspectAtTheEnd() {
    Search search = search("rrh", 2);
    assertThat(search.flawed()).isEmpty();
    assertThat(search.next()).isNull();
  }

  @Test
  void failuresCountSinceTheLastTaskThatSucceeded() {
    druid.on(
        TASKS,
        200,
        "["
            + task("a", "FAILED", 1)
            + ","
            + task("c", "FAILED", 3)
            + ","
            + task("b", "SUCCESS", 2)
            + ","
            + task("d", "FAILED", 4)
            + "]");
    assertThat(tasks().of("doors"))
        .containsExactly(new Failure("d", "broken"), new Failure("c", "broken"));
  }

  @Test
  void rowsAreReadFromTheReportOfATask() {
    druid.on(
        INDEXER + "task/a/reports",
        200,
        "{\"ingestionStatsAndErrors\":{\"payload\":{\"recordsProcessed\":{"
            + "\"KafkaTopicPartition{partition=12, topic='null', multiTopicPartition=false}\":7,"
            + "\"3\":5}}}}");
    assertThat(tasks().rows("a")).contains(Map.of(12, 7L, 3, 5L));
    assertThat(tasks().rows("b")).isEmpty();
  }

  @Test
  void oneFailureIsNotARepeatedOne() {
    began("a", 5);
    assertThat(explain("a")).isEmpty();
  }

  @Test
  void failuresThatBeganAtOtherOffsetsAreNotRepeated() {
    began("a", 5);
    began("b", 4);
    assertThat(explain("a", "b")).isEmpty();
  }

  @Test
  void tasksOfOtherPartitionsMayFailInBetween() {
    began("a", 5);
    began("b", 4);
    began("c", 5);
    assertThat(explain("a", "b", "c")).isPresent();
  }

  @Test
  void withoutAReportTheLogOfTheTaskIsNamed() {
    began("a", 5);
    began("b", 5);
    assertThat(explain("a", "b"))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("fail again and again, the last was a: broken")
                    .contains("no record can be named, look at the log of the task"));
  }

  private Optional<String> explain(String... tasks) {
    return stuck()
        .explain("doors", Stream.of(tasks).map(task -> new Failure(task, "broken")).toList());
  }

  private StuckSupervisor stuck() {
    return new StuckSupervisor(null, null, druid.client());
  }

  private FailedTasks tasks() {
    return new FailedTasks(druid.client());
  }

  private void began(String task, long offset) {
    druid.on(
        INDEXER + "task/" + task,
        200,
        "{\"payload\":{\"ioConfig\":{\"startSequenceNumbers\":{\"partitionSequenceNumberMap\":{\"0\":"
            + offset
            + "}}}}}");
  }

  private static String task(String id, String status, int day) {
    return "{\"id\":\"%s\",\"statusCode\":\"%s\",\"errorMsg\":\"broken\\n at\",\"createdTime\":\"2026-01-0%d\"}"
        .formatted(id, status, day);
  }

  private static Search search(String records, long rows) {
    Search search =
        new Search(
            rows,
            record ->
                switch (record.value()[0]) {
                  case 'r' -> null;
                  case 'h' -> "";
                  default -> "flawed";
                });
    byte[] kinds = records.getBytes(StandardCharsets.UTF_8);
    for (int offset = 0; offset < kinds.length; offset++) {
      search.add(new ConsumerRecord<>("doors", 0, offset, null, new byte[] {kinds[offset]}));
    }
    return search;
  }
}
