package io.tidemark.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.retry.Deadline;
import io.tidemark.retry.RetryableException;
import io.tidemark.supervisor.Supervisors;
import io.tidemark.supervisor.Supervisors.Work;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a supervisor's tasks publish the rows that they hold in memory while new tasks continue to
 * read. A replacement affects published segments only.
 */
final class SupervisorHandoff {
  private static final String SUPERVISOR_ADVICE =
      "look at the supervisor in Druid's console and at the log of its tasks";

  private final Supervisors supervisors;
  private final IndexTasks tasks;
  private final Deadline deadline;

  SupervisorHandoff(Supervisors supervisors, IndexTasks tasks, Deadline deadline) {
    this.supervisors = supervisors;
    this.tasks = tasks;
    this.deadline = deadline;
  }

  /**
   * Returns when all rows up to {@code offsets} are in published segments that the historicals
   * serve.
   *
   * @param spec of the supervisor, as Druid returns it
   * @param offsets the offset after the last record of each partition
   * @return the offsets from which on the new tasks read, by partition: what is before them is
   *     published
   * @throws UserError when a task fails or the timeout expires
   */
  Map<Integer, Long> upTo(String id, JsonNode spec, Map<Integer, Long> offsets) {
    int groups = spec.at("/spec/ioConfig/taskCount").asInt(1);
    while (true) {
      long start = System.nanoTime();
      Work before = await(id, "its tasks", work -> !work.reading().isEmpty(), "has no tasks yet");
      Set<String> old = new TreeSet<>(before.reading());
      old.addAll(before.publishing());
      deadline.await(
          "supervisor " + id,
          SUPERVISOR_ADVICE,
          () -> {
            supervisors.handOff(id, groups);
            return null;
          });
      Work after =
          await(
              id,
              "others to go on",
              work -> !work.reading().isEmpty() && Collections.disjoint(old, work.reading()),
              "its tasks still read (Druid checks them every 30 s)");
      for (String task : old) {
        String error = deadline.await("task " + task, SUPERVISOR_ADVICE, () -> tasks.result(task));
        if (!error.isEmpty()) {
          throw new UserError(
              "the task "
                  + task
                  + " could not publish what it has read: "
                  + error
                  + "; "
                  + SUPERVISOR_ADVICE
                  + ", then run the backfill again");
        }
      }
      deadline.done("supervisor " + id + ": its tasks have published what they held", start);
      if (hasPassed(after.began(), offsets)) {
        return after.began();
      }
      // the tasks lagged: they published less than the topic has
      await(
          id,
          "it to read on",
          work -> hasPassed(work.offsets(), offsets),
          "it lags behind the topic");
    }
  }

  private interface Condition {
    boolean holds(Work work);
  }

  private Work await(String id, String what, Condition condition, String notYet) {
    return deadline.await(
        "supervisor " + id + ", " + what,
        SUPERVISOR_ADVICE,
        () -> {
          Work work = supervisors.work(id);
          if (!condition.holds(work)) {
            throw new RetryableException(notYet);
          }
          return work;
        });
  }

  private static boolean hasPassed(Map<Integer, Long> read, Map<Integer, Long> offsets) {
    return offsets.entrySet().stream()
        .allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
