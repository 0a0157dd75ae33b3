package io.tidemark.audit.station;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A place in the pipeline where the readings of each window can be counted, such as a topic, a
 * datasource or a table: what it had when it was read, and what it must have. Windows are named by
 * their start in epoch milliseconds.
 */
public interface Station {
  /** The name in the report, such as {@code Druid raw}. */
  String name();

  /** The name where there is little room. */
  default String shortName() {
    return name();
  }

  /** The label in metrics of the station of a name, such as {@code druid-raw}. */
  static String label(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /** The name in JSON, such as {@code druid_raw}. */
  default String key() {
    return name().toLowerCase(Locale.ROOT).replace(' ', '_');
  }

  /**
   * Whether its rows are windows. Then a reading counts once for each of its windows, and one that
   * came late can be missing; otherwise its rows are single readings.
   */
  boolean holdsWindows();

  /**
   * The readings that it had. Its sums are compared with those of the last station before it that
   * has any.
   */
  StationCount count();

  /** How many readings of a window it must have. */
  long least(long window, Expectation expected);

  /** How many readings of a window it may have. */
  long most(long window, Expectation expected);

  /**
   * How many readings it had still to receive, compared with the station before it. Negative when
   * it is ahead.
   */
  long lag(Expectation expected);

  /** Readings of a window too many or, negative, missing. */
  default long difference(long window, Expectation expected) {
    long found = count().in(window);
    return Math.max(0, found - most(window, expected))
        + Math.min(0, found - least(window, expected));
  }

  /** All its readings, with those that no window counts. */
  default long readings() {
    return count().readings();
  }

  /** How many of {@link #readings} it must have; nothing where only windows can be compared. */
  default Optional<Long> required(Expectation expected) {
    return Optional.empty();
  }

  /** Dead readings among them, where they can be distinguished. */
  default Optional<Long> dead() {
    return Optional.empty();
  }

  /** Records that are none of its rows. */
  default FlawedRecords unreadable() {
    return FlawedRecords.NONE;
  }

  /** Rows that are there more than once. */
  default RepeatedRows repeated() {
    return RepeatedRows.NONE;
  }

  /** How many of its rows lack a measure of the definition, by measure. */
  default SortedMap<String, Long> lacking() {
    return Collections.emptySortedMap();
  }

  /** Why a station of single readings may have fewer of a window than {@link #most}. */
  default String tolerance() {
    return "skipped";
  }

  /** Numbers of a window that explain its count, by their name in JSON and in their order. */
  default Map<String, Long> terms(long window, Expectation expected) {
    return Map.of();
  }
}
