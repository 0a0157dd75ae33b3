package io.tidemark.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.backfill.Segments.Segment;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import io.tidemark.model.definition.StreamDefinition;
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
 * Replaces windows of the aggregated datasource by recomputed ones while its supervisor goes on. It
 * takes all or nothing: until Druid puts the new segments in the place of the old, and whenever it
 * fails, queries see what was there before.
 *
 * <p>A replacement hides the segments that are published, not the rows that a task holds in memory:
 * those would be published later and stand twice. So the tasks publish first. It replaces whole
 * days, because that is what the supervisor's tasks append to; the rows of those days that are
 * outside its windows are written again with the new ones.
 */
public final class WindowReplacement {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int ATTEMPTS = 3;
  private static final String SEE_DRUID =
      "start Druid or give its router's address with --druid, more time with --timeout";
  private static final String SEE_TASK =
      "look at the task in Druid's console; more time with --timeout";

  /** The version of what is appended where there was nothing, before all replacements. */
  private static final String FIRST_VERSION = "1970-01-01T00:00:00.000Z";

  private final StreamDefinition definition;
  private final String datasource;
  private final Duration timeout;
  private final Consumer<String> say;
  private final Supervisors supervisors;
  private final IndexTasks tasks;
  private final Segments segments;
  private final StoredWindows stored;

  /**
   * @param definition with one kind of windows
   * @param timeout for each of the methods
   * @param say is given a line for each step
   */
  public WindowReplacement(
      StreamDefinition definition, DruidClient druid, Duration timeout, Consumer<String> say) {
    this.definition = definition;
    this.timeout = timeout;
    this.say = say;
    datasource = definition.aggregated().topic();
    supervisors = new Supervisors(druid);
    tasks = new IndexTasks(druid);
    segments = new Segments(druid, datasource);
    stored = new StoredWindows(druid, definition);
  }

  /**
   * Returns when Druid is there and nothing is in the way of a replacement.
   *
   * @throws UserError when something is
   */
  public void check() {
    Deadline patience = patience();
    patience.await(
        "Druid's Overlord",
        SEE_DRUID,
        () -> {
          supervisors.ready();
          return null;
        });
    supervisor(patience);
  }

  /** The spec of the supervisor, if there is one and it goes together with a replacement. */
  private Optional<JsonNode> supervisor(Deadline patience) {
    Optional<JsonNode> spec =
        patience.await("supervisor " + datasource, SEE_DRUID, () -> supervisors.spec(datasource));
    if (spec.isPresent() && spec.get().path("suspended").asBoolean()) {
      throw new UserError(
          "the supervisor "
              + datasource
              + " is suspended: what it has not read yet would stand twice once it goes on; resume"
              + " it first, in Druid's console");
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

  /** The start of the first window that Druid has; empty when it has none. */
  public Optional<Instant> first() {
    return patience().await("datasource " + datasource, SEE_DRUID, stored::first);
  }

  /** The rows of the windows that start from {@code from} on and before {@code to}. */
  public WindowRows stored(Instant from, Instant to) {
    return patience()
        .await(
            "datasource " + datasource, SEE_DRUID, () -> stored.rows(new TimeInterval(from, to)));
  }

  /**
   * Replaces the windows that start from {@code from} on and before {@code to}. They must be
   * closed.
   *
   * @param rows the recomputed rows
   * @param files the folder that they are in, as Druid's indexer sees it
   * @param offsets the offset after the last record of each partition of the aggregated topic
   * @throws UserError when the time is up or something is wrong; nothing is then changed, unless
   *     the message says so
   */
  public void replace(
      WindowRows rows, Path files, Instant from, Instant to, Map<Integer, Long> offsets) {
    Deadline patience = patience();
    TimeInterval span = new TimeInterval(from, to);
    Optional<JsonNode> supervisor = supervisor(patience);
    if (supervisor.isPresent()) {
      new SupervisorHandoff(supervisors, tasks, patience)
          .upTo(datasource, supervisor.get(), offsets);
    } else {
      say.accept(
          "no supervisor reads "
              + datasource
              + "; one that is attached later appends what it has not read yet");
    }
    TimeInterval days = days(span, patience);
    for (int attempt = 1; !replace(span, days, files, patience); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new UserError(
            "others publish segments of "
                + datasource
                + " all the time; nothing was replaced, run the backfill again");
      }
    }
    awaitServed(rows, span, days, patience);
  }

  /**
   * The days of a span, and as much before and after as there are segments that reach into them.
   */
  private TimeInterval days(TimeInterval span, Deadline patience) {
    Instant last = span.to().minusMillis(1).truncatedTo(ChronoUnit.DAYS);
    TimeInterval days =
        new TimeInterval(span.from().truncatedTo(ChronoUnit.DAYS), last.plus(1, ChronoUnit.DAYS));
    while (true) {
      TimeInterval wider = days;
      for (Segment segment : segmentsOf(days, patience)) {
        wider = wider.and(segment.span());
      }
      if (wider.equals(days)) {
        return days;
      }
      days = wider;
    }
  }

  private Set<Segment> segmentsOf(TimeInterval days, Deadline patience) {
    return patience.await("datasource " + datasource, SEE_DRUID, () -> segments.of(days));
  }

  /**
   * Runs the task.
   *
   * @return false when it was ended because it could have lost rows
   */
  private boolean replace(TimeInterval span, TimeInterval days, Path files, Deadline patience) {
    long start = System.nanoTime();
    Set<Segment> before = segmentsOf(days, patience);
    Map<String, String> columns =
        patience.await("datasource " + datasource, SEE_DRUID, stored::columns);
    String id = "backfill_" + datasource + "_" + Instant.now().toEpochMilli();
    String what = "task " + id;
    try (RunningTask task = new RunningTask(tasks, id, say)) {
      patience.await(
          what,
          SEE_DRUID,
          () -> {
            tasks.submit(
                ReplaceTaskSpec.spec(
                    id, definition, days, files, Segments.outside(span, before), columns));
            return null;
          });
      say.accept(what + ": submitted, replaces " + span + " within " + days);
      patience.await(
          what,
          SEE_TASK,
          () -> {
            tasks.begun(id);
            return null;
          });
      // from here on it holds its lock, and Druid keeps what others publish beside it
      if (!publishedByOthers(before, segmentsOf(days, patience)).isEmpty()) {
        say.accept(what + ": ended, because others have published segments meanwhile; again");
        return false;
      }
      String error = patience.await(what, SEE_TASK, () -> tasks.result(id));
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
    patience.done(what + ": has replaced them", start);
    return true;
  }

  /**
   * Segments that came after {@code before} from others than the task: they have the version of
   * those that were there.
   */
  private static Set<Segment> publishedByOthers(Set<Segment> before, Set<Segment> now) {
    Set<String> versions = new HashSet<>(Set.of(FIRST_VERSION));
    before.forEach(segment -> versions.add(segment.version()));
    Set<Segment> others = new HashSet<>(now);
    others.removeAll(before);
    others.removeIf(segment -> !versions.contains(segment.version()));
    return others;
  }

  private void awaitServed(
      WindowRows rows, TimeInterval span, TimeInterval days, Deadline patience) {
    long start = System.nanoTime();
    patience.await(
        "the new segments",
        "they are published, and the historicals have not loaded them",
        () -> {
          segments.served(days);
          return null;
        });
    patience.await(
        "the new rows",
        "they are published; if queries see other rows still, run the backfill again",
        () -> {
          stored.has(span, rows);
          return null;
        });
    patience.done("datasource " + datasource + ": queries see the new rows", start);
  }

  private Deadline patience() {
    return new Deadline(timeout, PAUSE, say);
  }
}
