package io.tidemark.audit.druid;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Druid's aggregated datasource: it must have what the aggregated topic has, and a backfill adds
 * late readings.
 */
public record DruidAggregated(
    StationCount count, RepeatedRows repeated, SortedMap<String, Long> lacking) implements Station {
  static final String NAME = "Druid aggregated";

  /** Rows that have every measure. */
  public DruidAggregated(StationCount count, RepeatedRows repeated) {
    this(count, repeated, new TreeMap<>());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean holdsWindows() {
    return true;
  }

  @Override
  public long least(long window, Expectation expected) {
    return expected.onTimeOrWritten(window);
  }

  @Override
  public long most(long window, Expectation expected) {
    return expected.in(window);
  }

  @Override
  public long lag(Expectation expected) {
    return Math.max(0, expected.written().readings() - readings());
  }

  /** {@code late_open}: missing as late, 0 once a backfill has added them. */
  @Override
  public Map<String, Long> terms(long window, Expectation expected) {
    return Map.of("late_open", expected.late(window, count));
  }
}
