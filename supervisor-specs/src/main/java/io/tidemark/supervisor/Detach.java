package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.HumanFormat;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Detaches a stream's topics from Druid, the reverse of {@link Attach}. */
public final class Detach {
  private static final String TASK_ADVICE = "its tasks publish what they have; look at their log";

  private final Supervisors supervisors;
  private final Deadline deadline;

  private Detach(Supervisors supervisors, Deadline deadline) {
    this.supervisors = supervisors;
    this.deadline = deadline;
  }

  /**
   * Terminates the stream's supervisors and waits until they and their tasks have ended. Topics,
   * rows and committed offsets stay.
   *
   * @param say receives one line per step
   * @return whether there was a supervisor
   * @throws UserError when the timeout expires or Druid rejects a request
   */
  public static boolean detach(
      StreamDefinition definition, DruidClient druid, Duration timeout, Consumer<String> say) {
    return of(druid, timeout, say).end(definition.datasources());
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
    boolean running = false;
    for (ObjectNode spec : known) {
      running |= detach.suspend(spec);
    }
    for (ObjectNode spec : known) {
      detach.forget(Attach.id(spec));
    }
    detach.end(definition.datasources());
    long segments = 0;
    for (String datasource : definition.datasources()) {
      segments += detach.dropSegments(datasource);
    }
    return running || segments > 0;
  }

  private static Detach of(DruidClient druid, Duration timeout, Consumer<String> say) {
    Deadline deadline = new Deadline(timeout, Attach.PAUSE, say);
    return new Detach(new Supervisors(druid), deadline);
  }

  private boolean end(List<String> ids) {
    Set<String> ended = new TreeSet<>();
    for (String id : ids) {
      long start = System.nanoTime();
      String what = "supervisor " + id;
      boolean existed = deadline.await(what, Attach.DRUID_ADVICE, () -> supervisors.terminate(id));
      deadline.done(what + (existed ? ": terminated" : ": there is none"), start);
      if (existed) {
        ended.add(id);
      }
    }
    for (String id : ids) {
      long start = System.nanoTime();
      String what = "supervisor " + id;
      // also of one that was terminated before: its tasks may still publish
      awaitEnd(what, () -> supervisors.gone(id));
      if (ended.contains(id)) {
        deadline.done(what + ": gone, its tasks have ended and hold no worker slot", start);
      }
    }
    return !ended.isEmpty();
  }

  private boolean isKnown(String id) {
    return deadline.await("supervisor " + id, Attach.DRUID_ADVICE, () -> supervisors.isKnown(id));
  }

  /**
   * Suspends a supervisor, or submits one that is suspended.
   *
   * @return whether there was one
   */
  private boolean suspend(ObjectNode spec) {
    long start = System.nanoTime();
    String id = Attach.id(spec);
    String what = "supervisor " + id;
    boolean exists =
        deadline.await(
            what,
            Attach.DRUID_ADVICE,
            () -> {
              if (supervisors.spec(id).isEmpty()) {
                supervisors.post(spec.deepCopy().put("suspended", true));
                return false;
              }
              if (!supervisors.work(id).suspended()) {
                supervisors.suspend(id);
              }
              return true;
            });
    deadline.done(what + (exists ? ": suspended" : ": submitted again, suspended"), start);
    return exists;
  }

  /** Discards the offsets once no task can commit others. */
  private void forget(String id) {
    long start = System.nanoTime();
    String what = "supervisor " + id;
    awaitEnd(what, () -> supervisors.idle(id));
    deadline.await(
        what,
        Attach.DRUID_ADVICE,
        () -> {
          supervisors.reset(id);
          return null;
        });
    deadline.done(what + ": its offsets are discarded", start);
  }

  private long dropSegments(String datasource) {
    long start = System.nanoTime();
    String what = "datasource " + datasource;
    long segments = deadline.await(what, Attach.DRUID_ADVICE, () -> supervisors.drop(datasource));
    deadline.done(
        what + ": " + HumanFormat.count(segments, "segment") + " marked as unused", start);
    return segments;
  }

  private void awaitEnd(String what, Runnable ended) {
    deadline.await(
        "the end of " + what,
        TASK_ADVICE,
        () -> {
          ended.run();
          return null;
        });
  }
}
