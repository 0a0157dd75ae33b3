package io.tidemark.supervisor;

import io.tidemark.cli.UserError;
import io.tidemark.druid.FailedTasks;
import io.tidemark.druid.FailedTasks.Failure;
import io.tidemark.druid.StuckSupervisor;
import io.tidemark.retry.RetryableException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Ends a wait for a supervisor whose tasks fail again and again on the same record. Only tasks
 * count that fail during the wait: earlier ones may have had another spec, or the record was
 * skipped.
 */
final class RepeatedFailures {
  private final StuckSupervisor stuck;
  private final FailedTasks tasks;
  private final Set<Failure> earlier = new HashSet<>();

  RepeatedFailures(StuckSupervisor stuck, FailedTasks tasks) {
    this.stuck = stuck;
    this.tasks = tasks;
  }

  /** Notes the tasks that have failed before the wait. */
  void begin(String id) {
    earlier.addAll(tasks.of(id));
  }

  /**
   * Makes an attempt.
   *
   * @throws RetryableException when the attempt throws it and the tasks do not fail repeatedly
   * @throws UserError when they do, with the record and the way past it
   */
  <T> T watch(String id, Supplier<T> attempt) {
    try {
      return attempt.get();
    } catch (RetryableException e) {
      List<Failure> failures =
          tasks.of(id).stream().filter(failure -> !earlier.contains(failure)).toList();
      stuck
          .explain(id, failures)
          .ifPresent(
              explanation -> {
                throw new UserError(explanation, e);
              });
      throw e;
    }
  }
}
