package io.tidemark.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.backfill.Segments.Segment;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import io.tidemark.retry.Deadline;
import io.tidemark.supervisor.Supervisors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Replaces rows of a datasource, those of an interval, while its supervisor keeps running. The
 * replacement is atomic: until Druid swaps the segments, and after a failure, queries return the
 * old rows.
 *
 * <p>A replacement overshadows published segments, but not the rows that a task holds in memory: a
 * later publish would duplicate them. So the tasks publish first. The replacement covers whole
 * days, because the supervisor's tasks append to day segments. It rewrites the rows of those days
 * outside the interval together with the new rows.
 */
final class DatasourceReplacement {
  private static final Duration PAUSE = Duration.ofMillis(500);
  static final String DRUID_ADVICE =
      "start Druid or give its router's address with --druid, more time with --timeout";
  private static final String TASK_ADVICE =
      "look at the task in Druid's console; more time with --timeout";

  /** The version of segments that are appended to an empty interval. */
  private static final String FIRST_VERSION = "1970-01-01T00:00:00.000Z";

  /**
   * What is replaced.
   *
   * @param datasource is also the id of its supervisor
   * @param supervisor the spec of the supervisor
   * @param time the column of the new rows with Druid's time
   */
  record Target(String datasource, ObjectNode supervisor, String time) {}

  private final Target target;
  private final String datasource;
  private final Duration timeout;
  private final Consumer<String> say;
  private final DruidClient druid;
  private final Supervisors supervisors;
  private final IndexTasks tasks;
  private final Segments segments;

  /**
   * @param timeout for each of the methods
   * @param say receives one line per step
   */
  DatasourceReplacement(Target target, DruidClient druid, Duration timeout, Consumer<String> say) {
    this.target = target;
    this.druid = druid;
    this.timeout = timeout;
    this.say = say;
    datasource = target.datasource();
    supervisors = new Supervisors(druid);
    tasks = new IndexTasks(druid);
    segments = new Segments(druid, datasource);
  }

  /**
   * Returns when Druid answers and its supervisor permits a replacement.
   *
   * @throws UserError when Druid does not answer in time, or the supervisor is suspended or does
   *     not use concurrent locks
   */
  void check() {
    Deadline deadline = deadline();
    deadline.await(
        "Druid's Overlord",
        DRUID_ADVICE,
        () -> {
          supervisors.ready();
          return null;
        });
    supervisor(deadline);
  }

  /** The supervisor's spec; empty when there is no supervisor. */
  private Optional<JsonNode> supervisor(Deadline deadline) {
    Optional<JsonNode> spec =
        deadline.await(
            "supervisor " + datasource, DRUID_ADVICE, () -> supervisors.spec(datasource));
    if (spec.isPresent() && spec.get().path("suspended").asBoolean()) {
      throw new UserError(
          "the supervisor "
              + datasource
              + " is suspended: what it has not read yet would be duplicated when it runs again;"
              + " resume it first, in Druid's console");
    }
    if (spec.isPresent() && !spec.get().at("/context/useConcurrentLocks").asBoolean()) {
      throw new UserError(
          "the tasks of the supervisor "
              + datasource
              + " do not share their locks with others; './tidemark attach' hands in a spec with"
              + " which they do");
    }
    return spec;
  }

  /**
   * How rows are replaced.
   *
   * @param files the folder with the new rows, by its path on Druid's indexer
   * @param offsets the offset after the last record of each partition that the tasks must have
   *     published
   * @param attempts how often the task is begun, because others published segments before it had
   *     its lock
   */
  record Order(Path files, TimeInterval span, Map<Integer, Long> offsets, int attempts) {}

  /**
   * Replaces the rows of an interval.
   *
   * @param published receives the offsets from which on rows are not published, before anything is
   *     replaced; none are given when there is no supervisor
   * @param seen throws {@link io.tidemark.retry.RetryableException} until queries see the new rows
   * @throws UserError when the timeout expires or a step fails; the rows are then unchanged unless
   *     the message states otherwise
   */
  void replace(Order order, Consumer<Map<Integer, Long>> published, Runnable seen) {
    Deadline deadline = deadline();
    Optional<JsonNode> supervisor = supervisor(deadline);
    if (supervisor.isPresent()) {
      published.accept(
          new SupervisorHandoff(supervisors, tasks, deadline)
              .upTo(datasource, supervisor.get(), order.offsets()));
    } else {
      say.accept(
          "no supervisor reads "
              + datasource
              + "; one that is attached later appends what it has not read yet");
    }
    TimeInterval span = order.span();
    TimeInterval days = days(span, deadline);
    for (int attempt = 1; !replace(span, days, order.files(), deadline); attempt++) {
      if (attempt == order.attempts()) {
        throw new UserError(
            "others publish segments of "
                + datasource
                + " all the time; nothing was replaced, run the backfill again");
      }
    }
    awaitServed(days, seen, deadline);
  }

  /** The days of a span, extended to the bounds of all segments that overlap them. */
  private TimeInterval days(TimeInterval span, Deadline deadline) {
    Instant last = span.to().minusMillis(1).truncatedTo(ChronoUnit.DAYS);
    TimeInterval days =
        new TimeInterval(span.from().truncatedTo(ChronoUnit.DAYS), last.plus(1, ChronoUnit.DAYS));
    while (true) {
      TimeInterval wider = days;
      for (Segment segment : segmentsOf(days, deadline)) {
        wider = wider.and(segment.span());
      }
      if (wider.equals(days)) {
        return days;
      }
      days = wider;
    }
  }

  private Set<Segment> segmentsOf(TimeInterval days, Deadline deadline) {
    return deadline.await("datasource " + datasource, DRUID_ADVICE, () -> segments.of(days));
  }

  /**
   * Runs the replacement task once.
   *
   * @return false when the task was shut down because it could have lost rows
   */
  private boolean replace(TimeInterval span, TimeInterval days, Path files, Deadline deadline) {
    long start = System.nanoTime();
    Set<Segment> before = segmentsOf(days, deadline);
    Map<String, String> columns =
        deadline.await(
            "datasource " + datasource,
            DRUID_ADVICE,
            () -> StoredWindows.columns(druid, datasource));
    String id = "backfill_" + datasource + "_" + Instant.now().toEpochMilli();
    String what = "task " + id;
    try (RunningTask task = new RunningTask(tasks, id, say)) {
      deadline.await(
          what,
          DRUID_ADVICE,
          () -> {
            tasks.submit(
                ReplaceTaskSpec.spec(
                    id, target, days, files, Segments.outside(span, before), columns));
            return null;
          });
      say.accept(what + ": submitted, replaces " + span + " within " + days);
      deadline.await(
          what,
          TASK_ADVICE,
          () -> {
            tasks.begun(id);
            return null;
          });
      // the task holds its lock now: Druid keeps the segments that others append from here on
      if (!publishedByOthers(before, segmentsOf(days, deadline)).isEmpty()) {
        say.accept(what + ": ended, because others have published segments meanwhile; again");
        return false;
      }
      String error = deadline.await(what, TASK_ADVICE, () -> tasks.result(id));
      task.ended();
      if (!error.isEmpty()) {
        throw new UserError(
            "the task "
                + id
                + " failed: "
                + error
                + "; Druid's rows are as before; its log is in Druid's console");
      }
    }
    deadline.done(what + ": has replaced them", start);
    return true;
  }

  /**
   * The segments that other tasks appended since {@code before}: they have the version of an
   * earlier segment.
   */
  private static Set<Segment> publishedByOthers(Set<Segment> before, Set<Segment> now) {
    Set<String> versions = new HashSet<>(Set.of(FIRST_VERSION));
    before.forEach(segment -> versions.add(segment.version()));
    Set<Segment> others = new HashSet<>(now);
    others.removeAll(before);
    others.removeIf(segment -> !versions.contains(segment.version()));
    return others;
  }

  private void awaitServed(TimeInterval days, Runnable seen, Deadline deadline) {
    long start = System.nanoTime();
    deadline.await(
        "the new segments",
        "they are published, and the historicals have not loaded them",
        () -> {
          segments.served(days);
          return null;
        });
    deadline.await(
        "the new rows",
        "they are published; if queries see other rows still, run the backfill again",
        () -> {
          seen.run();
          return null;
        });
    deadline.done("datasource " + datasource + ": queries see the new rows", start);
  }

  Deadline deadline() {
    return new Deadline(timeout, PAUSE, say);
  }
}
