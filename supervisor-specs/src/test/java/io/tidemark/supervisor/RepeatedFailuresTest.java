package io.tidemark.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.druid.FailedTasks;
import io.tidemark.druid.FakeDruid;
import io.tidemark.druid.StuckSupervisor;
import io.tidemark.retry.RetryableException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedFailuresTest {
  private static final String INDEXER = "GET /druid/indexer/v1/";
  private static final String ONE =
      "{\"id\":\"a\",\"statusCode\":\"FAILED\",\"createdTime\":\"1\"}";
  private static final String TWO =
      "{\"id\":\"b\",\"statusCode\":\"FAILED\",\"createdTime\":\"2\"}";
  private static final String THREE =
      "{\"id\":\"c\",\"statusCode\":\"FAILED\",\"createdTime\":\"3\"}";

  @AutoClose private final FakeDruid druid = new FakeDruid();
  private RepeatedFailures failures;

  @BeforeEach
  void setUp() {
    failures =
        new RepeatedFailures(
            new StuckSupervisor(null, null, druid.client()), new FailedTasks(druid.client()));
    druid.onAny(
        INDEXER + "task/",
        200,
        "{\"payload\":{\"ioConfig\":{\"startSequenceNumbers\":"
            + "{\"partitionSequenceNumberMap\":{\"0\":5}}}}}");
  }

  @Test
  void twoTasksThatFailDuringTheWaitEndIt() {
    druid.on(INDEXER + "tasks", 200, "[]").on(INDEXER + "tasks", 200, "[" + TWO + "," + ONE + "]");
    failures.begin("doors");
    assertThatThrownBy(this::watch)
        .isNotInstanceOf(RetryableException.class)
        .hasMessageContaining("the tasks of the supervisor doors fail again and again")
        .hasMessageContaining("the last was b");
  }

  @Test
  void tasksThatFailedBeforeTheWaitDoNotCount() {
    druid.on(INDEXER + "tasks", 200, "[" + TWO + "," + ONE + "]");
    druid.on(INDEXER + "tasks", 200, "[" + THREE + "," + TWO + "," + ONE + "]");
    failures.begin("doors");
    assertThatThrownBy(this::watch).isInstanceOf(RetryableException.class).hasMessage("no rows");
  }

  @Test
  void anAttemptThatSucceedsAsksForNoTasks() {
    assertThat(failures.watch("doors", () -> 7)).isEqualTo(7);
    assertThat(druid.requestCount(INDEXER + "tasks")).isZero();
  }

  private void watch() {
    failures.watch(
        "doors",
        () -> {
          throw new RetryableException("no rows");
        });
  }
}
