package io.tidemark.audit.druid;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.util.Map;

/**
 * Druid's raw datasource. It must have everything that has an event time, also dead readings and
 * duplicates.
 */
public record DruidRaw(StationCount count) implements Station {
  static final String NAME = "Druid raw";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean holdsWindows() {
    return false;
  }

  @Override
  public long least(long window, Expectation expected) {
    return expected.readable(window);
  }

  @Override
  public long most(long window, Expectation expected) {
    return expected.readable(window);
  }

  @Override
  public long lag(Expectation expected) {
    RawCount raw = expected.raw();
    long uncounted = raw.uncounted().values().stream().mapToLong(Long::longValue).sum();
    long readable = raw.countable().readings() + uncounted / expected.overlap();
    return Math.max(0, readable - readings());
  }

  /** {@code uncounted}: dead readings and duplicates with this window, which it has besides. */
  @Override
  public Map<String, Long> terms(long window, Expectation expected) {
    return Map.of("uncounted", expected.raw().uncounted(window));
  }
}
