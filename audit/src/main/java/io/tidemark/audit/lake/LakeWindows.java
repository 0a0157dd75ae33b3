package io.tidemark.audit.lake;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.util.SortedMap;

/**
 * The lake's table of windows: it must have what the aggregated topic has, with the same sums.
 *
 * @param repeated rows of a record that has a row already
 * @param lacking rows without a measure of the definition, by measure
 */
public record LakeWindows(
    StationCount count, RepeatedRows repeated, SortedMap<String, Long> lacking) implements Station {
  static final String NAME = "lake windows";

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
}
