package io.tidemark.audit.topic;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The aggregated topic: it can lack readings that came late, and those of windows that are open.
 */
public record AggregatedTopic(
    StationCount count,
    FlawedRecords unreadable,
    RepeatedRows repeated,
    SortedMap<String, Long> lacking)
    implements Station {
  /** Rows that have every measure. */
  public AggregatedTopic(StationCount count, FlawedRecords unreadable, RepeatedRows repeated) {
    this(count, unreadable, repeated, new TreeMap<>());
  }

  @Override
  public String name() {
    return "aggregated topic";
  }

  @Override
  public String shortName() {
    return "aggregated";
  }

  @Override
  public boolean holdsWindows() {
    return true;
  }

  @Override
  public long least(long window, Expectation expected) {
    return expected.onTime(window);
  }

  @Override
  public long most(long window, Expectation expected) {
    return expected.in(window);
  }

  /** The readings of windows that are still open are not counted. */
  @Override
  public long lag(Expectation expected) {
    return expected.unwritten().behind();
  }

  /**
   * {@code late}: missing, and no more than {@code behind}, which can have been late at most.
   * {@code open}: missing because the window is open.
   */
  @Override
  public Map<String, Long> terms(long window, Expectation expected) {
    Map<String, Long> terms = new LinkedHashMap<>();
    terms.put("late", expected.late(window, count));
    terms.put("behind", expected.raw().behind(window));
    terms.put("open", expected.open(window, count));
    return terms;
  }
}
