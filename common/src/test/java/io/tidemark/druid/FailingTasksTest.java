package io.tidemark.druid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailingTasksTest {
  private static final String TASKS = "GET /druid/indexer/v1/tasks";

  private FakeDruid druid;
  private final List<String> ended = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    druid = new FakeDruid();
  }

  @AfterEach
  void stop() {
    druid.close();
  }

  @Test
  void tasksThatFailFromTheSameOffsetsAreFoundWithTheLastError() {
    ended("a", "index_kafka", "SUCCESS", "{\"0\":0,\"1\":0}");
    ended("b", "index_kafka", "FAILED", "{\"0\":117,\"1\":9}");
    ended("c", "index_kafka", "FAILED", "{\"0\":117,\"1\":9}");

    assertThat(found())
        .contains(new FailingTasks(2, "c", "c: Invalid UTF-32 character", Map.of(0, 117L, 1, 9L)));
  }

  @Test
  void aTaskThatFailsOnceIsNotOne() {
    ended("a", "index_kafka", "FAILED", "{\"0\":0}");
    ended("b", "index_kafka", "FAILED", "{\"0\":117}");

    assertThat(found()).isEmpty();
  }

  @Test
  void afterATaskThatSucceededNoneFails() {
    ended("a", "index_kafka", "FAILED", "{\"0\":117}");
    ended("b", "index_kafka", "FAILED", "{\"0\":117}");
    ended("c", "index_kafka", "SUCCESS", "{\"0\":117}");

    assertThat(found()).isEmpty();
  }

  @Test
  void tasksOfOtherPartitionsAndOfOtherKindsDoNotMatter() {
    ended("a", "index_kafka", "FAILED", "{\"0\":117}");
    ended("b", "index_kafka", "SUCCESS", "{\"1\":5}");
    ended("c", "compact", "SUCCESS", "{}");
    ended("d", "index_kafka", "FAILED", "{\"0\":117}");
    ended("e", "index_kafka", "SUCCESS", "{\"1\":6}");

    assertThat(found()).map(FailingTasks::tasks).contains(2);
  }

  @Test
  void withoutAHistoryNoneFails() {
    assertThat(found()).isEmpty();
  }

  private void ended(String id, String type, String status, String offsets) {
    ended.add(
        """
        {"id":"%1$s","type":"%2$s","createdTime":"2026-01-01T00:00:0%4$d.000Z",
         "statusCode":"%3$s","errorMsg":"%1$s: Invalid\\n UTF-32 character"}
        """
            .formatted(id, type, status, ended.size()));
    druid.on(
        "GET /druid/indexer/v1/task/" + id,
        200,
        """
        {"task":"%s","payload":{"ioConfig":{"startSequenceNumbers":{"type":"start",
         "partitionSequenceNumberMap":%s}}}}
        """
            .formatted(id, offsets));
  }

  private Optional<FailingTasks> found() {
    if (!ended.isEmpty()) {
      druid.only(TASKS, 200, ended.toString());
    }
    return FailingTasks.of(druid.client(), "raw");
  }
}
