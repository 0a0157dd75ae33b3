package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.failsafe.function.CheckedSupplier;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.druid.DruidClient;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Detaches a stream's topics from Druid, the reverse of {@link Attach}. A supervisor is suspended
 * before it is terminated: Druid tells tasks to publish only once when it terminates, so a task
 * that has just started does not hear of it and reads on for ever. A suspended supervisor tells
 * them until they have ended.
 */
public final class Detach {
  private static final String TASK_ADVICE = "its tasks publish what they have; look at their log";

  private final Supervisors supervisors;
  private final Deadline deadline;

  private Detach(Supervisors supervisors, Deadline deadline) {
    this.supervisors = supervisors;
    this.deadline = deadline;
  }

  /**
   * Terminates the stream's supervisors after their tasks have ended. Topics, rows and committed
   * offsets stay.
   *
   * @param say receives one line per step
   * @return whether there was a supervisor
   * @throws UserError when the timeout expires or Druid rejects a request
   */
  public static boolean detach(
      StreamDefinition definition, DruidClient druid, Duration timeout, Consumer<String> say) {
    Detach detach = of(druid, timeout, say);
    List<String> running = definition.datasources().stream().filter(detach::suspend).toList();
    running.forEach(detach::awaitTasks);
    running.forEach(detach::terminate);
    // also of one that was terminated before: its tasks may still publish
    definition.datasources().forEach(detach::awaitTheEnd);
    return !running.isEmpty();
  }

  /**
   * Detaches the stream, discards the supervisors' offsets and marks all segments of the stream's
   * datasources as unused. The topics stay.
   *
   * @param kafka the settings of Druid's consumers: only a supervisor can discard offsets, so one
   *     that was terminated before is submitted again for that, suspended
   * @param say receives one line per step
   * @return whether there was a supervisor or a segment
   * @throws UserError when the timeout expires or Druid rejects a request
   */
  public static boolean drop(
      StreamDefinition definition,
      Properties kafka,
      DruidClient druid,
      Duration timeout,
      Consumer<String> say) {
    Detach detach = of(druid, timeout, say);
    List<ObjectNode> known =
        Attach.specs(definition, kafka, Attach.Settings.DEFAULT).stream()
            .filter(spec -> detach.isKnown(Attach.id(spec)))
            .toList();
    boolean changed = false;
    for (ObjectNode spec : known) {
      boolean running = detach.suspend(Attach.id(spec));
      if (!running) {
        detach.submitSuspended(spec);
      }
      changed |= running;
    }
    List<String> ids = known.stream().map(Attach::id).toList();
    ids.forEach(detach::awaitTasks);
    // once no task can commit others
    ids.forEach(detach::forget);
    ids.forEach(detach::terminate);
    ids.forEach(detach::awaitTheEnd);
    for (String datasource : definition.datasources()) {
      changed |= detach.dropSegments(datasource) > 0;
    }
    return changed;
  }

  private static Detach of(DruidClient druid, Duration timeout, Consumer<String> say) {
    Deadline deadline = new Deadline(timeout, Attach.PAUSE, say);
    return new Detach(new Supervisors(druid), deadline);
  }

  private boolean isKnown(String id) {
    return ask(id, () -> supervisors.isKnown(id));
  }

  /**
   * Suspends a supervisor.
   *
   * @return whether there is one
   */
  private boolean suspend(String id) {
    long start = System.nanoTime();
    boolean exists =
        ask(
            id,
            () -> {
              if (supervisors.spec(id).isEmpty()) {
                return false;
              }
              if (!supervisors.work(id).suspended()) {
                supervisors.suspend(id);
              }
              return true;
            });
    deadline.done("supervisor " + id + (exists ? ": suspended" : ": there is none"), start);
    return exists;
  }

  private void submitSuspended(ObjectNode spec) {
    long start = System.nanoTime();
    String id = Attach.id(spec);
    order(id, () -> supervisors.post(spec.deepCopy().put("suspended", true)));
    deadline.done("supervisor " + id + ": submitted again, suspended", start);
  }

  private void awaitTasks(String id) {
    long start = System.nanoTime();
    awaitEnd(id, () -> supervisors.idle(id));
    deadline.done("supervisor " + id + ": its tasks have ended and hold no worker slot", start);
  }

  private void forget(String id) {
    long start = System.nanoTime();
    order(id, () -> supervisors.reset(id));
    deadline.done("supervisor " + id + ": its offsets are discarded", start);
  }

  private void terminate(String id) {
    long start = System.nanoTime();
    ask(id, () -> supervisors.terminate(id));
    deadline.done("supervisor " + id + ": terminated", start);
  }

  private void awaitTheEnd(String id) {
    awaitEnd(id, () -> supervisors.gone(id));
  }

  private long dropSegments(String datasource) {
    long start = System.nanoTime();
    long segments = ask(datasource, () -> supervisors.drop(datasource));
    deadline.done(
        "datasource "
            + datasource
            + ": "
            + HumanFormat.count(segments, "segment")
            + " marked as unused",
        start);
    return segments;
  }

  private void awaitEnd(String id, Runnable ended) {
    deadline.await(
        "the end of supervisor " + id,
        TASK_ADVICE,
        () -> {
          ended.run();
          return null;
        });
  }

  private void order(String id, Runnable request) {
    ask(
        id,
        () -> {
          request.run();
          return null;
        });
  }

  private <T> T ask(String id, CheckedSupplier<T> request) {
    return deadline.await("supervisor " + id, Attach.DRUID_ADVICE, request);
  }
}
