package io.tidemark.spark.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.MetricsOption;
import io.tidemark.cli.UserError;
import io.tidemark.metrics.Metrics;
import io.tidemark.spark.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryRestartsTest {
  private static final Runnable NO_CHECK = () -> {};

  @TempDir Path checkpoint;

  private final LocalSpark.Topic topic = new LocalSpark.Topic();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private QueryRestarts restarts;

  private QueryRestarts atMost(int most) {
    restarts = new QueryRestarts("the query", most, () -> "; the log is x.log", said::add);
    LocalSpark.SESSION.streams().addListener(restarts);
    topic.add("{}");
    return restarts;
  }

  @AfterEach
  void removeTheListener() {
    LocalSpark.SESSION.streams().removeListener(restarts);
  }

  /** A query that does this in its n-th epoch over all starts, from 1 on. */
  private Callable<Queries> query(IntConsumer epoch) {
    VoidFunction2<Dataset<Row>, Long> work =
        (rows, number) -> epoch.accept(attempts.incrementAndGet());
    return () ->
        Queries.of(
            topic
                .records()
                .writeStream()
                .foreachBatch(work)
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.ProcessingTime(0))
                .start());
  }

  @Test
  void aFencedProducerDoesNotEndTheQuery() {
    atMost(3);
    try (Metrics metrics = new MetricsOption().open("sample", line -> {})) {
      restarts.show(metrics);
      restarts.run(
          NO_CHECK,
          query(
              attempt -> {
                if (attempt == 1) {
                  throw new ProducerFencedException("by another");
                }
                CompletableFuture.runAsync(restarts::stop);
              }));

      assertThat(said)
          .containsExactly(
              "the query failed: ProducerFencedException: by another; restart 1 of 3 in 1s");
      assertThat(metrics.text()).contains("tidemark_query_restarts_total{stream=\"sample\"} 1.0");
    }
  }

  @Test
  void restartsRunOutAndTheWaitsGrow() {
    QueryRestarts two = atMost(2);
    Callable<Queries> failing =
        query(
            attempt -> {
              throw new TimeoutException("no broker");
            });
    assertThatThrownBy(() -> two.run(NO_CHECK, failing))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the query failed: TimeoutException: no broker; it was started again 2 times in"
                + " succession; the log is x.log");
    assertThat(attempts).hasValue(3);
    assertThat(said)
        .containsExactly(
            "the query failed: TimeoutException: no broker; restart 1 of 2 in 1s",
            "the query failed: TimeoutException: no broker; restart 2 of 2 in 2s");
  }

  @Test
  void anEpochThatEndsBeginsTheCountAnew() {
    QueryRestarts one = atMost(1);
    Callable<Queries> everySecond =
        query(
            attempt -> {
              topic.add("{}");
              if (attempt == 6) {
                CompletableFuture.runAsync(one::stop);
              } else if (attempt % 2 == 0) {
                throw new TimeoutException("no broker");
              }
            });
    one.run(NO_CHECK, everySecond);
    assertThat(said)
        .containsExactly(
            "the query failed: TimeoutException: no broker; restart 1 of 1 in 1s",
            "the query failed: TimeoutException: no broker; restart 1 of 1 in 1s");
  }

  @Test
  void whatCannotPassEndsTheQueryAtOnce() {
    QueryRestarts many = atMost(20);
    Callable<Queries> failing =
        query(
            attempt -> {
              throw new IllegalStateException("offset 4 of a-0 is gone");
            });
    assertThatThrownBy(() -> many.run(NO_CHECK, failing))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the query failed: IllegalStateException: offset 4 of a-0 is gone; the log is x.log");
    assertThat(attempts).hasValue(1);
    assertThat(said).isEmpty();
  }

  @Test
  void whatTheCheckBeforeARestartFindsEndsTheQuery() {
    QueryRestarts many = atMost(20);
    Callable<Queries> failing =
        query(
            attempt -> {
              throw new TimeoutException("unknown topic");
            });
    Runnable check =
        () -> {
          throw new UserError("the topic a does not exist");
        };
    assertThatThrownBy(() -> many.run(check, failing)).hasMessage("the topic a does not exist");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void aSignalEndsTheWaitForARestart() throws Exception {
    CountDownLatch waiting = new CountDownLatch(5);
    restarts = new QueryRestarts("the query", 20, () -> "", line -> waiting.countDown());
    Callable<Queries> away =
        () -> {
          throw new TimeoutException("no broker");
        };
    CompletableFuture<Void> run = CompletableFuture.runAsync(() -> restarts.run(NO_CHECK, away));
    // the fifth wait takes 16 seconds
    waiting.await();
    long before = System.nanoTime();
    restarts.stop();
    run.get();
    assertThat(System.nanoTime() - before).isLessThan(8_000_000_000L);
  }
}
