package io.tidemark.audit.lake;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stations of a stream in the lake: its table of readings and that of one kind of windows. */
public final class LakeStations implements AutoCloseable {
  private static final int TRIES = 3;

  /** The ends of a topic by partition, and its id. */
  public record TopicEnd(String topic, String id, Map<Integer, Long> offsets) {}

  private final LakeCatalog catalog;
  private final StreamDefinition definition;
  private final WindowRange range;
  private final ArchivedTable<ReadingCounter> readings;
  private final ArchivedTable<WindowCounter> windows;
  private final RetryPolicy<Object> retry;

  /** Null when the next look opens the catalog. */
  private LakeTables tables;

  /** The properties of the tables that the last look has found, by the station's name. */
  private final Map<String, Map<String, String>> properties = new HashMap<>();

  /**
   * Counts all windows.
   *
   * @param definition with one kind of windows
   * @param pause between two tries
   */
  public LakeStations(AuditedLake lake, Duration pause, StreamDefinition definition) {
    this(lake, pause, WindowRange.ALL, definition);
  }

  /**
   * @param definition with one kind of windows
   * @param pause between two tries
   * @param range the windows that are counted; the tables are read whole
   */
  public LakeStations(
      AuditedLake lake, Duration pause, WindowRange range, StreamDefinition definition) {
    this.range = range;
    catalog = lake.catalog();
    this.definition = definition;
    readings =
        new ArchivedTable<>(lake.readings(), schema -> new ReadingCounter(definition, schema));
    windows =
        new ArchivedTable<>(
            lake.windows(definition.aggregated().topic()),
            schema -> new WindowCounter(definition.aggregated(), schema));
    retry =
        RetryPolicy.builder()
            .handle(RetryableException.class)
            .withMaxAttempts(TRIES)
            .withDelay(pause)
            .build();
  }

  /**
   * Counts the table of readings.
   *
   * @param notes gets a note when it does not exist
   * @throws RetryableException when it cannot be read, which may pass
   * @throws UserError when it cannot be counted
   */
  public Station raw(List<String> notes) {
    return look(readings, LakeRaw.NAME, "", notes)
        .map(
            look ->
                new LakeRaw(
                    StationCount.ofPanes(
                            definition.aggregated(), look.rows(), look.counted().panes(), Map.of())
                        .within(range),
                    look.repeated()))
        .orElseGet(() -> new LakeRaw(StationCount.NOTHING, RepeatedRows.NONE));
  }

  /** Counts the table of windows, as {@link #raw}. */
  public Station windows(List<String> notes) {
    return look(windows, LakeWindows.NAME, " --windows", notes)
        .map(
            look ->
                new LakeWindows(
                    StationCount.of(look.rows(), look.counted().windows(), look.counted().sums())
                        .within(range, look.counted().rows(range)),
                    look.repeated(),
                    look.counted().lacking(range)))
        .orElseGet(
            () ->
                new LakeWindows(
                    StationCount.NOTHING, RepeatedRows.NONE, Collections.emptySortedMap()));
  }

  private <C extends FileCounter> Optional<ArchivedTable.Look<C>> look(
      ArchivedTable<C> table, String station, String option, List<String> notes) {
    properties.remove(station);
    Optional<ArchivedTable.Look<C>> look =
        Failsafe.with(retry).get(() -> catalog.exists() ? table.look(open()) : Optional.empty());
    look.ifPresentOrElse(
        found -> properties.put(station, found.properties()),
        () ->
            notes.add(
                "the lake has no table "
                    + table.name()
                    + " yet: './tidemark aggregate archive"
                    + option
                    + "' makes it"));
    return look;
  }

  private LakeTables open() {
    if (tables == null) {
      tables = new LakeTables(catalog.open());
    }
    return tables;
  }

  /**
   * How many offsets of its topic each station has not read, by the station's name; one without a
   * table, or with that of another topic, is missing.
   *
   * @param notes gets a note on each table that is behind or of another topic
   */
  public Map<String, Long> offsetLag(TopicEnd raw, TopicEnd aggregated, List<String> notes) {
    Map<String, Long> lag = new HashMap<>();
    lag(readings.name(), LakeRaw.NAME, raw, notes)
        .ifPresent(offsets -> lag.put(LakeRaw.NAME, offsets));
    lag(windows.name(), LakeWindows.NAME, aggregated, notes)
        .ifPresent(offsets -> lag.put(LakeWindows.NAME, offsets));
    return lag;
  }

  private Optional<Long> lag(String table, String station, TopicEnd topic, List<String> notes) {
    Map<String, String> found = properties.get(station);
    if (found == null || !found.containsKey(TableLayout.OFFSETS)) {
      return Optional.empty();
    }
    if (!topic.id().equals(found.get(TableLayout.TOPIC_ID))) {
      notes.add(
          table
              + " was filled from a topic "
              + topic.topic()
              + " that was deleted and made again since: it has rows of the one before, and the"
              + " audit counts them");
      return Optional.empty();
    }
    Map<Integer, Long> next = offsets(table, found);
    long behind =
        topic.offsets().entrySet().stream()
            .mapToLong(end -> Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L)))
            .sum();
    if (behind > 0) {
      notes.add(
          table
              + " is behind the topic "
              + topic.topic()
              + " by "
              + HumanFormat.count(behind, "offset")
              + ": './tidemark aggregate archive' has not archived them yet");
    }
    return Optional.of(behind);
  }

  private static Map<Integer, Long> offsets(String table, Map<String, String> properties) {
    try {
      return TableLayout.offsets(properties).next();
    } catch (IllegalArgumentException e) {
      throw new UserError(
          table
              + ": expected offsets by partition in the table property "
              + TableLayout.OFFSETS
              + ", found "
              + properties.get(TableLayout.OFFSETS)
              + ": "
              + RootCause.line(e),
          e);
    }
  }

  /** Closes the catalog; the next look opens it again and begins anew. */
  @Override
  public void close() {
    readings.forget();
    windows.forget();
    if (tables != null) {
      tables.close();
      tables = null;
    }
  }
}
